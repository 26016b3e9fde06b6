import { unzipSync } from 'fflate';
import { type Pdfium, withPdfium } from '../../apps/server/src/platform/convert/pdf/pdfium.ts';

/**
 * The baseline: text in the order in which the file holds it, as simple converters take it. PDF: PDFium's own text of
 * each page; DOCX, PPTX: one line for each paragraph; XLSX, EPUB, ODF, HTML: text between tags; anything else as it stands.
 */
export async function plainText(bytes: Uint8Array, extension: string): Promise<string> {
  switch (extension) {
    case 'pdf':
      return withPdfium((pdfium) => pdfText(pdfium as Pdfium & TextFunctions, bytes));
    case 'docx':
      return paragraphs(bytes, /^word\/document\.xml$/, 'w');
    case 'pptx':
      return paragraphs(bytes, /^ppt\/slides\/slide\d+\.xml$/, 'a');
    case 'xlsx':
      return taggedText(parts(bytes, /^xl\/(?:sharedStrings|worksheets\/[^/]+)\.xml$/));
    case 'epub':
      return taggedText(parts(bytes, /\.x?html?$/));
    case 'odt':
    case 'ods':
    case 'odp':
      return taggedText(parts(bytes, /^content\.xml$/));
    case 'html':
      return taggedText(new TextDecoder().decode(bytes));
    default:
      return new TextDecoder().decode(bytes);
  }
}

function parts(bytes: Uint8Array, name: RegExp): string {
  return Object.entries(unzipSync(bytes, { filter: (file) => name.test(file.name) }))
    .map(([, content]) => new TextDecoder().decode(content))
    .join('\n');
}

function paragraphs(bytes: Uint8Array, name: RegExp, prefix: string): string {
  const found = parts(bytes, name).matchAll(new RegExp(`<${prefix}:t(?: [^>]*)?>([^<]*)<|</${prefix}:p>`, 'g'));
  return [...found].map((match) => (match[1] === undefined ? '\n' : entities(match[1]))).join('');
}

function taggedText(markup: string): string {
  return entities(
    markup
      .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
      .replace(/<\/?(?:b|i|em|strong|span|a|sup|sub|text:span|text:a)\b[^>]*>/g, '')
      .replace(/<[^>]*>/g, '\n'),
  );
}

function entities(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    name ? (named[name] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );
}

interface TextFunctions {
  _FPDFText_GetText(text: number, start: number, count: number, into: number): number;
}

function pdfText(pdfium: Pdfium & TextFunctions, bytes: Uint8Array): string {
  const at = pdfium.wasmExports.malloc(bytes.length);
  pdfium.HEAPU8.set(bytes, at);
  const document = pdfium._FPDF_LoadMemDocument(at, bytes.length, 0);
  const pages: string[] = [];
  for (let index = 0; index < pdfium._FPDF_GetPageCount(document); index += 1) {
    const page = pdfium._FPDF_LoadPage(document, index);
    const text = pdfium._FPDFText_LoadPage(page);
    const count = pdfium._FPDFText_CountChars(text);
    const into = pdfium.wasmExports.malloc(2 * (count + 1));
    pdfium._FPDFText_GetText(text, 0, count, into);
    pages.push(Buffer.from(pdfium.HEAPU8.subarray(into, into + 2 * count)).toString('utf16le'));
    pdfium.wasmExports.free(into);
    pdfium._FPDFText_ClosePage(text);
    pdfium._FPDF_ClosePage(page);
  }
  pdfium._FPDF_CloseDocument(document);
  pdfium.wasmExports.free(at);
  return pages.join('\n').replaceAll('\0', '');
}
