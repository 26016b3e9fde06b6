import { crc32, deflateSync } from 'node:zlib';
import { withDocument, withPage } from '../pdf/document.ts';
import { withPdfium } from '../pdf/pdfium.ts';
import { lines, pdf, pdfOfStreams } from '../testing.ts';
import { drawPage } from './pdf-pages.ts';

/** Pictures of text for the tests, drawn by PDFium and packed by hand. Nothing here is used by the product. */

/** Grey pixels, row by row from the top. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** A sheet of 600 × 800 points with these lines at its top, as a scanner would give it. */
export async function scan(...texts: string[]): Promise<Grey> {
  const bytes = pdf([lines(texts, 60, 720, { size: 14 })]);
  const drawn = await withPdfium((pdfium) =>
    withDocument(pdfium, bytes, undefined, (document) =>
      withPage(pdfium, document, 0, (page) => drawPage(pdfium, page)),
    ),
  );
  if (!drawn) throw new Error('the page was not drawn');
  const { width, height } = drawn;
  return { width, height, pixels: drawn.bytes.subarray(drawn.bytes.length - width * height) };
}

/** Turned clockwise by a quarter. */
export function quarterTurn({ width, height, pixels }: Grey): Grey {
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) turned[x * height + (height - 1 - y)] = pixels[y * width + x] ?? 0;
  }
  return { width: height, height: width, pixels: turned };
}

export function png({ width, height, pixels }: Grey): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, pngHeader(width, height), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

/** What a PNG says about itself before any pixel: 8 bits of grey. */
export function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('00000000000000000800000000', 'hex');
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return chunk('IHDR', header);
}

function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A Windows bitmap with a palette of all greys. */
export function bmp({ width, height, pixels }: Grey): Uint8Array {
  const stride = Math.ceil(width / 4) * 4;
  const file = Buffer.alloc(54 + 1024 + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(54 + 1024, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8, 28);
  for (let grey = 0; grey < 256; grey += 1) file.fill(grey, 54 + 4 * grey, 57 + 4 * grey);
  for (let y = 0; y < height; y += 1)
    file.set(pixels.subarray(y * width, (y + 1) * width), 54 + 1024 + stride * (height - 1 - y));
  return file;
}

/** An unpacked TIFF with a page for each picture; every directory stands behind its page's pixels. */
export function tiff(...pages: Grey[]): Uint8Array {
  const pieces: Buffer[] = [Buffer.from('49492a0000000000', 'hex')];
  let length = 8;
  let link: [piece: Buffer, at: number] = [pieces[0] ?? Buffer.alloc(0), 4];
  for (const { width, height, pixels } of pages) {
    const tags = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, length],
      [277, 1],
      [278, height],
      [279, pixels.length],
    ];
    const directory = Buffer.alloc(2 + 12 * tags.length + 4);
    directory.writeUInt16LE(tags.length, 0);
    for (const [index, [tag = 0, value = 0]] of tags.entries()) {
      const at = 2 + 12 * index;
      directory.writeUInt16LE(tag, at);
      directory.writeUInt16LE(4, at + 2);
      directory.writeUInt32LE(1, at + 4);
      directory.writeUInt32LE(value, at + 8);
    }
    link[0].writeUInt32LE(length + pixels.length, link[1]);
    link = [directory, directory.length - 4];
    pieces.push(Buffer.from(pixels), directory);
    length += pixels.length + directory.length;
  }
  return Buffer.concat(pieces);
}

/** A PDF with a page for each picture or text. */
export function scannedPdf(...pages: (Grey | string)[]): Uint8Array {
  const streams = pages.map((page) => {
    if (typeof page === 'string') return `BT /F 12 Tf 60 700 Td (${page}) Tj ET`;
    const picture = `BI /W ${page.width} /H ${page.height} /CS /G /BPC 8 ID ${Buffer.from(page.pixels).toString('latin1')} EI`;
    return `q 600 0 0 800 0 0 cm ${picture} Q`;
  });
  return pdfOfStreams(streams, '/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>');
}
