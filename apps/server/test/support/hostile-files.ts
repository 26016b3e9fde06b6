import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';

/** Files that were made to hurt whoever reads them; none is larger than 2 MB. */

const MIB = 1024 * 1024;

/** A deflated stream that unpacks to this many times 1 MiB of one byte: blocks that begin anew can be repeated (RFC 1951, 3.2.3). */
export function deflatedBomb(mebibytes: number, byte = ' '): Buffer {
  const block = deflateRawSync(Buffer.alloc(MIB, byte), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(mebibytes).fill(block), deflateRawSync(Buffer.alloc(0))]);
}

/** The same in zlib's wrapping, as PDF has it, without its checksum. */
const zlibBomb = (mebibytes: number) => Buffer.concat([Buffer.from([0x78, 0x9c]), deflatedBomb(mebibytes)]);

export interface Packed {
  packed: Buffer;
  crc: number;
  /** As the archive states it, true or not. */
  size: number;
}

const entry = (content: string | Buffer): Packed => ({
  packed: deflateRawSync(content),
  crc: crc32(content),
  size: Buffer.byteLength(content),
});

/** A ZIP archive that says of its files whatever is wanted (APPNOTE.TXT 6.3, 4.3.7, 4.3.12 and 4.3.16). */
export function zipOf(files: Record<string, string | Buffer | Packed>): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const { packed, crc, size } = typeof content === 'string' || Buffer.isBuffer(content) ? entry(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc, 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, place, Buffer.from(name)]));
    local.push(header);
    offset += header.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...directory, end]);
}

/** Archives within archives, each with ten of the next: the ones inside would be 10 ** depth × 1 MiB. */
export function nestedZip(depth: number): Buffer {
  if (depth === 0) return zipOf({ 'page.txt': Buffer.alloc(MIB, 'a') });
  const inner = nestedZip(depth - 1);
  return zipOf(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`level-${n}.zip`, inner])));
}

const LIE: Packed = { packed: deflatedBomb(1024), crc: 0, size: 100 };
const BOMB: Packed = { ...LIE, size: 1024 * MIB };
const TYPES = '<Types/>';
const ENTITIES = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(1000)}">${Array.from({ length: 9 }, (_, n) => {
  const before = String.fromCharCode(97 + n);
  return `<!ENTITY ${String.fromCharCode(98 + n)} "${`&${before};`.repeat(10)}">`;
}).join('')}]>`;
const word = (document: string | Packed) => zipOf({ '[Content_Types].xml': TYPES, 'word/document.xml': document });

/** A PDF of these objects, numbered from 1; the first is the catalogue. */
function pdfOf(...objects: (string | Buffer)[]): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = 9;
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]);
    pieces.push(piece);
    length += piece.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer << /Size ${size} /Root 1 0 R >>\n`;
  return Buffer.concat([...pieces, Buffer.from(`${table}startxref\n${length}\n%%EOF\n`)]);
}

const stream = (dictionary: string, data: Buffer) =>
  Buffer.concat([
    Buffer.from(`<< /Length ${data.length} ${dictionary} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R >>';
const ONE_PAGE = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const PAGE = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>';
const onePage = (contents: string | Buffer, page = PAGE) => pdfOf(CATALOGUE, ONE_PAGE, page, contents);
const drawing = (text: string) => stream('', Buffer.from(text));

/** A picture of this many pixels, of which the file holds a few. */
const pdfWithPicture = (width: number, height: number) =>
  pdfOf(
    CATALOGUE,
    ONE_PAGE,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /P 5 0 R >> >> >>',
    drawing('600 0 0 800 0 0 cm /P Do'),
    stream(
      `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode`,
      zlibBomb(64),
    ),
  );

const nested = (open: string, times: number, inner: string, close: string) =>
  open.repeat(times) + inner + close.repeat(times);

function mailWithin(depth: number): string {
  const head = (type: string) =>
    `From: a@example.com\r\nSubject: level\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n`;
  let message = `${head('text/plain')}\r\nThe innermost message.\r\n`;
  for (let level = 0; level < depth; level += 1) {
    const type = `multipart/mixed; boundary="b${level}"`;
    message = `${head(type)}\r\n--b${level}\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n${message}\r\n--b${level}--\r\n`;
  }
  return message;
}

/** By name, as they are sent. Made when asked for. */
export const hostileFiles: Record<string, () => Buffer> = {
  'bomb.docx': () => word(BOMB),
  'lying-bomb.docx': () => word(LIE),
  'bomb.pptx': () => zipOf({ '[Content_Types].xml': TYPES, 'ppt/presentation.xml': BOMB }),
  'bomb.xlsx': () => zipOf({ '[Content_Types].xml': TYPES, 'xl/workbook.xml': BOMB }),
  'bomb.odt': () => zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': BOMB }),
  'bomb.epub': () => zipOf({ mimetype: 'application/epub+zip', 'META-INF/container.xml': BOMB }),
  'lying-mimetype.odt': () => zipOf({ mimetype: LIE, 'content.xml': '<x/>' }),
  'entities.docx': () => word(`${ENTITIES}<w:document xmlns:w="w">&j;</w:document>`),
  'external-entity.docx': () =>
    word('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w">&a;</w:document>'),
  'deep.docx': () => word(nested('<w:p>', 100_000, '', '</w:p>')),
  'cut-short.docx': () => word('<w:document/>').subarray(0, 60),

  'a-million-pages.pdf': () => pdfOf(CATALOGUE, '<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>', PAGE, drawing('')),
  'pages-in-a-circle.pdf': () => pdfOf(CATALOGUE, '<< /Type /Pages /Count 4000 /Kids [2 0 R 2 0 R] >>'),
  'deep-page-tree.pdf': () =>
    pdfOf(
      CATALOGUE,
      ...Array.from({ length: 5000 }, (_, n) => `<< /Type /Pages /Count 1 /Kids [${n + 3} 0 R] >>`),
      '<< /Type /Page /MediaBox [0 0 600 800] >>',
    ),
  'stream-bomb.pdf': () => onePage(stream('/Filter /FlateDecode', zlibBomb(1024))),
  'deep-arrays.pdf': () => onePage(nested('[', 200_000, '', ']')),
  'deep-arrays-in-content.pdf': () => onePage(drawing(`BT ${nested('[', 200_000, '', ']')} TJ ET`)),
  'huge-picture.pdf': () => pdfWithPicture(60_000, 60_000),
  'cut-short.pdf': () => onePage(drawing('BT ET')).subarray(0, 150),
  'garbage.pdf': () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(50_000, '\x80\x01\xfe)(<<[')]),

  'huge.png': () => {
    const header = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea600800000000', 'hex');
    return Buffer.concat([header, deflateSync(Buffer.alloc(1000))]);
  },
  'garbage.bin': () => Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * n * 31 + (n >> 3)) & 255)),
  'empty.txt': () => Buffer.alloc(0),
  'blank.txt': () => Buffer.alloc(100_000, ' '),
  'nul.txt': () => Buffer.alloc(100_000),

  'deep.html': () => Buffer.from(`<!doctype html><body>${nested('<div>', 100_000, 'text', '</div>')}`),
  'deep-lists.html': () => Buffer.from(`<!doctype html><body>${nested('<ul><li>', 20_000, 'text', '')}`),
  'comments.html': () => Buffer.from(`<!doctype html><p>text ${'<!--'.repeat(100_000)}`),
  'tags.html': () => Buffer.from(`<!doctype html><p>text ${'<a '.repeat(100_000)}`),
  'tables.html': () => Buffer.from(`<!doctype html>${nested('<table><tr><td>', 3_000, 'text', '')}`),
  'wide-cells.html': () =>
    Buffer.from(`<!doctype html><p>Text.<table>${'<tr><td colspan=1000 rowspan=65534>a'.repeat(1000)}</table>`),
  'brackets.md': () => Buffer.from(`text ${'['.repeat(100_000)}`),
  'links.md': () => Buffer.from(`text ${'[a]('.repeat(50_000)}`),
  'stars.md': () => Buffer.from(`text ${'*a _b '.repeat(50_000)}`),
  'quotes.md': () => Buffer.from(`${'> '.repeat(20_000)}text`),
  'lists.md': () => Buffer.from(`${'- '.repeat(20_000)}text`),
  'ticks.md': () => Buffer.from(`text ${Array.from({ length: 1_000 }, (_, n) => '`'.repeat(n)).join('a')}`),
  'html.md': () => Buffer.from(`${'<div>\n\n'.repeat(20_000)}text`),
  'one-line.csv': () => Buffer.from(`a,b\n${'"'.repeat(1_000_001)}${'x,'.repeat(250_000)}`),
  'deep.json': () => Buffer.from(nested('[', 100_000, '1', ']')),
  'deep.rtf': () => Buffer.from(`{\\rtf1 ${nested('{', 100_000, 'text', '}')}}`),
  'endless.rtf': () => Buffer.from(`{\\rtf1 text ${'{\\*\\a '.repeat(50_000)}${"\\'".repeat(50_000)}`),
  'deep.eml': () => Buffer.from(mailWithin(100)),
  'spaces.txt': () => Buffer.from(`text${' '.repeat(1_000_000)}x${'\n \t'.repeat(200_000)}y`),
  'one-word.txt': () => Buffer.from('a'.repeat(1_500_000)),
  'marks.txt': () => Buffer.from(`e${'\u0301'.repeat(500_000)}`),
};
