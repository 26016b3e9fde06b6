import { fileTypeFromBuffer } from 'file-type';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';
import { declaredCharset, decodeText } from './text-encoding.ts';
import type { Format, SourceFile } from './types.ts';
import { openZip, type Zip } from './zip.ts';

/** A file whose kind is known, opened as far as finding that out needed. */
export type Detected =
  | { format: 'pdf' }
  | { format: 'docx' | 'pptx' | 'xlsx'; zip: Zip }
  | { format: TextFormat; text: string };

/** Kinds of text: told apart by name and type as well. */
type TextFormat = Exclude<Format, 'pdf' | 'docx' | 'pptx' | 'xlsx'>;

const SNIFFED = 1024;

/**
 * Decides what a file is: by its content, and only among kinds of text by its name and content type. A `.pdf` that
 * holds HTML is HTML.
 *
 * @throws ConversionError `empty`, `unsupported_format`, `encrypted` (Office files), `corrupt`, `too_large`
 */
export async function detect(source: SourceFile, limits: Limits): Promise<Detected> {
  const { bytes } = source;
  if (bytes.length === 0) throw new ConversionError('empty', 'This file is empty.');
  // Latin-1 keeps one character for each byte.
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFFED)).toString('latin1');
  if (head.includes('%PDF-')) return { format: 'pdf' };
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return detectZip(openZip(bytes, limits));
  if (head.startsWith('\xd0\xcf\x11\xe0')) throw compoundFile(bytes);
  if (head.startsWith('{\\rtf')) throw unsupported('an RTF document', 'Save it as DOCX or PDF');

  const text = decodeText(bytes, declaredCharset(source.contentType) ?? declaredCharset(head));
  if (text === null) throw await binary(bytes);
  if (text.trim() === '') throw new ConversionError('empty', 'This file holds nothing but white space.');
  return { format: kindOfText(text, source), text };
}

function detectZip(zip: Zip): Detected {
  const holds = (folder: string) => [...zip.names].some((name) => name.startsWith(folder));
  if (zip.names.has('[Content_Types].xml')) {
    if (holds('word/')) return { format: 'docx', zip };
    if (holds('ppt/')) return { format: 'pptx', zip };
    if (zip.names.has('xl/workbook.bin')) throw unsupported('a binary Excel workbook (XLSB)', 'Save it as XLSX');
    if (holds('xl/')) return { format: 'xlsx', zip };
  }
  const kind = new TextDecoder().decode(zip.read('mimetype')?.subarray(0, 100));
  if (kind.includes('opendocument')) throw unsupported('an OpenDocument file', 'Save it as DOCX, PPTX, XLSX or PDF');
  if (kind.includes('epub')) throw unsupported('an EPUB book', 'Convert it to PDF or HTML');
  throw unsupported('a ZIP archive', 'Unpack it and send the files in it');
}

/** Office's container before 2007, and since then the wrapping of encrypted documents (MS-OFFCRYPTO 2.3). */
function compoundFile(bytes: Uint8Array): ConversionError {
  const encrypted = Buffer.from('EncryptedPackage', 'utf16le');
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(encrypted)) {
    return new ConversionError(
      'encrypted',
      'This Office file is protected by a password. Save it without one and send it again.',
    );
  }
  return unsupported('a file of Office 2003 or older (DOC, XLS, PPT)', 'Save it as DOCX, XLSX, PPTX or PDF');
}

async function binary(bytes: Uint8Array): Promise<ConversionError> {
  const known = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (known?.mime.startsWith('image/'))
    return unsupported(`a picture (${known.ext.toUpperCase()})`, 'Reading text out of pictures is not available yet');
  return unsupported(known ? `a ${known.ext.toUpperCase()} file` : 'no kind of document we know', READABLE);
}

const READABLE = 'Send a PDF, DOCX, PPTX, XLSX, CSV, HTML, Markdown or text file';

function unsupported(what: string, remedy: string): ConversionError {
  return new ConversionError('unsupported_format', `This is ${what}, which cannot be read. ${remedy}.`);
}

const EXTENSIONS = new Map<string, TextFormat>([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['tab', 'csv'],
  ['htm', 'html'],
  ['html', 'html'],
  ['xhtml', 'html'],
  ['md', 'markdown'],
  ['mdx', 'markdown'],
  ['markdown', 'markdown'],
  ['json', 'json'],
]);

const MEDIA_TYPES = new Map<string, TextFormat>([
  ['text/csv', 'csv'],
  ['text/tab-separated-values', 'csv'],
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/markdown', 'markdown'],
  ['application/json', 'json'],
]);

function kindOfText(text: string, source: SourceFile): TextFormat {
  // As HTML may begin after comments and an XML declaration (WHATWG MIME Sniffing, section 7.1).
  const start = text
    .slice(0, SNIFFED)
    .replace(/<\?xml[^>]*>|<!--[\s\S]*?-->/g, '')
    .trimStart();
  if (/^<(?:!doctype html|html|head)[\s>]/i.test(start)) return 'html';
  const extension = source.filename?.split('.').at(-1)?.toLowerCase() ?? '';
  const mediaType = source.contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const named = EXTENSIONS.get(extension) ?? MEDIA_TYPES.get(mediaType);
  // A Markdown file, say, may begin with a tag; a nameless file that does is HTML.
  return named ?? (/^<(?:body|title|h1|div|table|p|script|style|meta|iframe|br)[\s/>]/i.test(start) ? 'html' : 'text');
}
