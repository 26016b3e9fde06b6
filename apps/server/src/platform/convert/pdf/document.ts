import { ConversionError } from '../errors.ts';
import { type Pdfium, withMemory, withString } from './pdfium.ts';

/** `FPDF_ERR_PASSWORD` and `FPDF_ERR_SECURITY` of fpdfview.h. */
const WRONG_PASSWORD = 4;
const UNKNOWN_ENCRYPTION = 5;

/**
 * Opens a PDF for the time of `use`; whatever happens, its memory is given back.
 *
 * @throws ConversionError `encrypted`, `corrupt`
 */
export function withDocument<T>(
  pdfium: Pdfium,
  bytes: Uint8Array,
  password: string | undefined,
  use: (document: number) => T,
): T {
  return withMemory(pdfium, bytes.length, (at) => {
    pdfium.HEAPU8.set(bytes, at);
    const document = withString(pdfium, password ?? '', (text) => pdfium._FPDF_LoadMemDocument(at, bytes.length, text));
    if (document === 0) throw openFailure(pdfium._FPDF_GetLastError(), password);
    try {
      return use(document);
    } finally {
      pdfium._FPDF_CloseDocument(document);
    }
  });
}

function openFailure(code: number, password: string | undefined): ConversionError {
  if (code === WRONG_PASSWORD) {
    const what = password ? 'The password given for this PDF is wrong' : 'This PDF is protected by a password';
    return new ConversionError(
      'encrypted',
      `${what}. Send it again with the right one, or save it without a password.`,
    );
  }
  if (code === UNKNOWN_ENCRYPTION) {
    return new ConversionError(
      'encrypted',
      'This PDF is encrypted in a way we cannot open. Save it without protection.',
    );
  }
  return new ConversionError(
    'corrupt',
    'This PDF is damaged or was cut short and cannot be opened. Export or download it again.',
  );
}

/** An entry of the document's information dictionary, such as `Title`; empty where there is none. */
export function metadata(pdfium: Pdfium, document: number, tag: string): string {
  return withString(pdfium, tag, (name) => {
    const size = Math.min(pdfium._FPDF_GetMetaText(document, name, 0, 0), 4_096);
    if (size <= 2) return '';
    return withMemory(pdfium, size, (at) => {
      pdfium._FPDF_GetMetaText(document, name, at, size);
      // UTF-16 little-endian with a closing NUL.
      return new TextDecoder('utf-16le').decode(pdfium.HEAPU8.slice(at, at + size - 2));
    });
  });
}

/** `FPDF_ANNOT_FREETEXT` and `FPDF_ANNOT_WIDGET` of fpdf_annot.h: what people typed onto the page, and into its form. */
const WITH_TEXT = new Set([3, 20]);
/** `FLAT_NORMALDISPLAY` of fpdf_flatten.h: as shown on a screen. */
const ON_SCREEN = 0;

/**
 * Opens a page for the time of `use`. Filled-in form fields become part of its text.
 *
 * @returns `undefined` when the page cannot be opened
 */
export function withPage<T>(pdfium: Pdfium, document: number, index: number, use: (page: number) => T): T | undefined {
  let page = pdfium._FPDF_LoadPage(document, index);
  if (page !== 0 && hasTypedText(pdfium, page)) {
    pdfium._FPDFPage_Flatten(page, ON_SCREEN);
    pdfium._FPDF_ClosePage(page);
    page = pdfium._FPDF_LoadPage(document, index);
  }
  if (page === 0) return undefined;
  try {
    return use(page);
  } finally {
    pdfium._FPDF_ClosePage(page);
  }
}

function hasTypedText(pdfium: Pdfium, page: number): boolean {
  return range(pdfium._FPDFPage_GetAnnotCount(page)).some((index) => {
    const annotation = pdfium._FPDFPage_GetAnnot(page, index);
    if (annotation === 0) return false;
    const subtype = pdfium._FPDFAnnot_GetSubtype(annotation);
    pdfium._FPDFPage_CloseAnnot(annotation);
    return WITH_TEXT.has(subtype);
  });
}

/** `FPDF_PAGEOBJ_*` of fpdf_edit.h. */
const IMAGE = 3;
const FORM = 5;
const MAX_FORM_DEPTH = 4;

/** Whether a page shows a picture, directly or within reusable content. */
export function hasPicture(pdfium: Pdfium, page: number): boolean {
  const isPicture = (object: number, depth: number): boolean => {
    const type = pdfium._FPDFPageObj_GetType(object);
    if (type === IMAGE) return true;
    if (type !== FORM || depth > MAX_FORM_DEPTH) return false;
    const count = pdfium._FPDFFormObj_CountObjects(object);
    return range(count).some((index) => isPicture(pdfium._FPDFFormObj_GetObject(object, index), depth + 1));
  };
  return range(pdfium._FPDFPage_CountObjects(page)).some((index) =>
    isPicture(pdfium._FPDFPage_GetObject(page, index), 0),
  );
}

function range(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => index);
}
