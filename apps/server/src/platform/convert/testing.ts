import { createHash } from 'node:crypto';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { convert } from './convert.ts';
import { ConversionError } from './errors.ts';
import type { SourceFile } from './types.ts';

/** Inputs for the tests, made by hand. Nothing here is used by the product. */

/** The error with which a file is refused; fails when it is not. */
export async function refusal(source: SourceFile): Promise<ConversionError> {
  const outcome = await convert(source).catch((error: unknown) => error);
  if (outcome instanceof ConversionError) return outcome;
  throw new Error(`expected a ConversionError, got ${String(outcome)}`);
}

export function bytes(text: string): Uint8Array {
  return strToU8(text);
}

/** Each byte one character: Latin-1. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** A ZIP archive of texts. */
export function zip(files: Record<string, string>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, text] of Object.entries(files)) entries[name] = strToU8(text);
  return zipSync(entries);
}

/** An OpenDocument file; `body` is the inside of `office:text` and the like, `styles` that of the automatic styles. */
export function odf(
  kind: 'text' | 'spreadsheet' | 'presentation',
  body: string,
  styles = '',
  parts: Record<string, string> = {},
): Uint8Array {
  return zip({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': `<office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    ...parts,
  });
}

/** A book of chapters by file name, in the given order; each is the inside of a body. */
export function epub(
  metadata: string,
  chapters: Record<string, string>,
  parts: Record<string, string> = {},
): Uint8Array {
  const names = Object.keys(chapters);
  const files = Object.fromEntries(
    names.map((name) => [`OEBPS/${name}`, `<html><head><title/></head><body>${chapters[name]}</body></html>`]),
  );
  return zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf': `<package><metadata>${metadata}</metadata><manifest>${names
      .map((name, index) => `<item id="c${index}" href="${encodeURI(name)}" media-type="application/xhtml+xml"/>`)
      .join(
        '',
      )}<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest><spine><itemref idref="nav"/>${names
      .map((_, index) => `<itemref idref="c${index}"/>`)
      .join('')}</spine></package>`,
    'OEBPS/nav.xhtml': '<html><body>Contents of the book</body></html>',
    ...files,
    ...parts,
  });
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Relationships as `[id, type, target]`; targets with a scheme are external. */
export function rels(...links: [id: string, type: string, target: string][]): string {
  const items = links.map(([id, type, target]) => {
    const mode = target.includes('://') ? ' TargetMode="External"' : '';
    return `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${type}" Target="${target}"${mode}/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

export function docx(body: string, parts: Record<string, string> = {}): Uint8Array {
  return zip({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': rels(['rId1', 'officeDocument', 'word/document.xml']),
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:r="r" xmlns:m="m"><w:body>${body}</w:body></w:document>`,
    ...parts,
  });
}

/** A Word paragraph; `properties` is the inside of `w:pPr`. */
export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

/** Slides by the inside of their shape tree. */
export function pptx(slides: readonly string[], parts: Record<string, string> = {}): Uint8Array {
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'ppt/presentation.xml': `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${slides
      .map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': rels(
      ...slides.map((_, index): [string, string, string] => [
        `rId${index + 1}`,
        'slide',
        `slides/slide${index + 1}.xml`,
      ]),
    ),
  };
  for (const [index, shapes] of slides.entries()) {
    files[`ppt/slides/slide${index + 1}.xml`] =
      `<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
  }
  return zip({ ...files, ...parts });
}

/** Sheets by name and the inside of their `worksheet`. */
export function xlsx(sheets: Record<string, string>, parts: Record<string, string> = {}): Uint8Array {
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': rels(
      ...names.map((_, index): [string, string, string] => [
        `rId${index + 1}`,
        'worksheet',
        `worksheets/sheet${index + 1}.xml`,
      ]),
      ['rId100', 'sharedStrings', 'sharedStrings.xml'],
      ['rId101', 'styles', 'styles.xml'],
    ),
  };
  for (const [index, name] of names.entries())
    files[`xl/worksheets/sheet${index + 1}.xml`] = `<worksheet>${sheets[name]}</worksheet>`;
  return zip({ ...files, ...parts });
}

/** A chart of Office files; series by name, each with its values. */
export function chart(
  title: string,
  kind: string,
  categories: readonly string[],
  series: Record<string, number[]>,
): string {
  const points = (values: readonly (string | number)[]) =>
    values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join('');
  const all = Object.entries(series).map(
    ([name, values]) =>
      `<c:ser><c:tx><c:strRef><c:strCache>${points([name])}</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>${points(categories)}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache>${points(values)}</c:numCache></c:numRef></c:val></c:ser>`,
  );
  return `<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>${title}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:${kind}>${all.join('')}</c:${kind}></c:plotArea></c:chart></c:chartSpace>`;
}

/** Rows of cells that hold their texts themselves, or numbers. */
export function sheetData(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : value === ''
        ? '<c/>'
        : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  return `<sheetData>${rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('')}</sheetData>`;
}

/** A piece of text drawn on a page: y counts upwards from the lower edge of a page of 600 × 800 points. */
export interface Drawn {
  text: string;
  x: number;
  y: number;
  size?: number;
  font?: 'regular' | 'bold' | 'italic' | 'mono';
}

/** Lines below each other, as a program draws a paragraph. */
export function lines(
  texts: readonly string[],
  x: number,
  y: number,
  style: Omit<Drawn, 'text' | 'x' | 'y'> = {},
): Drawn[] {
  const pitch = (style.size ?? 10) * 1.2;
  return texts.map((text, index) => ({ text, x, y: y - index * pitch, ...style }));
}

const FONTS = { regular: 'Helvetica', bold: 'Helvetica-Bold', italic: 'Helvetica-Oblique', mono: 'Courier' };

interface PdfOptions {
  password?: string;
  title?: string;
  /** Drawn on each page before its text, such as lines. */
  operators?: string;
  /** More entries of each page, such as its links or rotation. */
  page?: string;
}

/** A PDF that draws the given pieces in order (PDF 32000-1, 7.5); with a password it is encrypted (7.6, RC4 of 40 bits). */
export function pdf(pages: readonly (readonly Drawn[])[], options: PdfOptions = {}): Uint8Array {
  const streams = pages.map((drawn) =>
    [
      options.operators ?? '',
      ...drawn.map(
        ({ text, x, y, size = 10, font = 'regular' }) =>
          `BT /${font} ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
      ),
    ].join('\n'),
  );
  const fonts = Object.entries(FONTS).map(
    ([name, base]) => `/${name} << /Type /Font /Subtype /Type1 /BaseFont /${base} /Encoding /WinAnsiEncoding >>`,
  );
  return pdfOfStreams(streams, `/Font << ${fonts.join(' ')} >>`, options);
}

/** A PDF whose only page shows a picture of four grey dots. */
export function pdfOfPicture(): Uint8Array {
  const dots = 'BI /W 2 /H 2 /CS /G /BPC 8 ID \x10\x40\x80\xc0 EI';
  return pdfOfStreams([`q 500 0 0 500 50 50 cm ${dots} Q`]);
}

/** A PDF whose pages have these content streams, each character a byte. */
export function pdfOfStreams(streams: readonly string[], resources = '', options: PdfOptions = {}): Uint8Array {
  const cipher = options.password === undefined ? undefined : new Rc4Encryption(options.password);
  const first = 4;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${streams.length} /Kids [${streams.map((_, index) => `${first + index * 2} 0 R`).join(' ')}] >>`,
    `<< ${options.title ? `/Title (${options.title})` : ''} >>`,
    ...streams.flatMap((stream, index) => {
      const data = cipher ? cipher.encrypt(stream, first + index * 2 + 1) : stream;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] ${options.page ?? ''} /Resources << ${resources} >> /Contents ${first + index * 2 + 1} 0 R >>`,
        `<< /Length ${data.length} >>\nstream\n${data}\nendstream`,
      ];
    }),
    ...(cipher ? [cipher.dictionary] : []),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const encrypt = cipher ? `/Encrypt ${objects.length} 0 R /ID [<${cipher.id}> <${cipher.id}>]` : '';
  const size = objects.length + 1;
  const trailer = `trailer << /Size ${size} /Root 1 0 R /Info 3 0 R ${encrypt} >>\nstartxref\n${file.length}\n%%EOF\n`;
  return latin1(`${file}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}${trailer}`);
}

/** The padding of passwords (PDF 32000-1, algorithm 2). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** The oldest of PDF's encryptions: revision 2, the same password for user and owner. */
class Rc4Encryption {
  readonly id = '00112233445566778899aabbccddeeff';
  readonly dictionary: string;
  readonly #key: Buffer;

  constructor(password: string) {
    const padded = Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
    const owner = rc4(md5(padded).subarray(0, 5), padded);
    const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
    this.#key = md5(Buffer.concat([padded, owner, permissions, Buffer.from(this.id, 'hex')])).subarray(0, 5);
    const user = rc4(this.#key, PADDING);
    this.dictionary = `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P -4 >>`;
  }

  encrypt(stream: string, object: number): string {
    const key = md5(Buffer.concat([this.#key, Buffer.from([object & 255, object >> 8, 0, 0, 0])])).subarray(0, 10);
    return rc4(key, Buffer.from(stream, 'latin1')).toString('latin1');
  }
}

function md5(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 255] ?? 0;
  const swap = (a: number, b: number) => {
    const kept = at(a);
    state[a & 255] = at(b);
    state[b & 255] = kept;
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j += at(i) + (key[i % key.length] ?? 0);
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i += 1;
      j += at(i);
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
