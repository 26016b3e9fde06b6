import { fileTypeFromBuffer } from 'file-type';
import { ConversionError } from './errors.ts';
import type { Limits } from './limits.ts';
import { pictureByHead } from './ocr/size.ts';
import { declaredCharset, decodeText } from './text-encoding.ts';
import { kindOfText, looksLikeEmail, type TextFormat } from './text-kinds.ts';
import type { SourceFile } from './types.ts';
import { openZip, type Zip } from './zip.ts';

/** A file whose kind is known, opened as far as finding that out needed. */
export type Detected =
  | { format: 'pdf' | 'rtf' | 'email' }
  | { format: ZippedFormat; zip: Zip }
  /** `type` as in file names: `png`, `jpg`. */
  | { format: 'image'; type: string }
  | { format: TextFormat; text: string };

type ZippedFormat = 'docx' | 'pptx' | 'xlsx' | 'odt' | 'ods' | 'odp' | 'epub';

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
  if (isZip(bytes)) return detectZip(openZip(bytes, limits));
  if (looksLikeEmail(head, source)) return { format: 'email' };
  if (head.includes('%PDF-')) return { format: 'pdf' };
  if (head.startsWith('\xd0\xcf\x11\xe0')) throw compoundFile(bytes);
  if (head.startsWith('{\\rtf')) return { format: 'rtf' };

  const picture = pictureByHead(head);
  if (picture) return { format: 'image', type: picture };
  const text = decodeText(bytes, declaredCharset(source.contentType) ?? declaredCharset(head));
  if (text === null) return binary(bytes);
  if (text.trim() === '') throw new ConversionError('empty', 'This file holds nothing but white space.');
  return { format: kindOfText(text, source), text };
}

/** Whether bytes begin as a ZIP archive does, an empty one included. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  return (bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6);
}

function detectZip(zip: Zip): Detected {
  const format = documentInZip(zip);
  switch (format) {
    case 'xlsb':
      throw unsupported('a binary Excel workbook (XLSB)', 'Save it as XLSX');
    case 'opendocument':
      throw unsupported('an OpenDocument drawing or formula', 'Save it as PDF');
    case 'archive':
      throw unsupported('a ZIP archive', 'Unpack it and send the files in it');
    default:
      return { format, zip };
  }
}

/** What a ZIP container is, by the files that formats demand in it. */
export function documentInZip(zip: Zip): ZippedFormat | 'xlsb' | 'opendocument' | 'archive' {
  const holds = (folder: string) => [...zip.names].some((name) => name.startsWith(folder));
  if (zip.names.has('[Content_Types].xml')) {
    if (holds('word/')) return 'docx';
    if (holds('ppt/')) return 'pptx';
    if (zip.names.has('xl/workbook.bin')) return 'xlsb';
    if (holds('xl/')) return 'xlsx';
  }
  const kind = new TextDecoder().decode(zip.read('mimetype')?.subarray(0, 100));
  const openDocument = /^application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/.exec(kind)?.[1];
  if (openDocument === 'text') return 'odt';
  if (openDocument) return openDocument === 'spreadsheet' ? 'ods' : 'odp';
  if (kind.includes('opendocument')) return 'opendocument';
  return kind.includes('epub') || zip.names.has('META-INF/container.xml') ? 'epub' : 'archive';
}

/** Office's container before 2007, and since then the wrapping of encrypted documents (MS-OFFCRYPTO 2.3). */
function compoundFile(bytes: Uint8Array): ConversionError {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    return new ConversionError(
      'encrypted',
      'This Office file is protected by a password. Save it without one and send it again.',
    );
  }
  // Every property of an Outlook message is a stream of this name (MS-OXMSG 2.1.3).
  if (file.includes(Buffer.from('__substg1.0_', 'utf16le')))
    return unsupported('an Outlook message (MSG)', 'Save it as EML');
  return unsupported('a file of Office 2003 or older (DOC, XLS, PPT)', 'Save it as DOCX, XLSX, PPTX or PDF');
}

async function binary(bytes: Uint8Array): Promise<Detected> {
  const known = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (known?.mime.startsWith('image/')) return { format: 'image', type: known.ext };
  throw unsupported(known ? `a ${known.ext.toUpperCase()} file` : 'no kind of document we know', READABLE);
}

const READABLE = 'Send a PDF, Office or OpenDocument file, EPUB, RTF, e-mail, CSV, HTML, Markdown or text file';

function unsupported(what: string, remedy: string): ConversionError {
  return new ConversionError('unsupported_format', `This is ${what}, which cannot be read. ${remedy}.`);
}
