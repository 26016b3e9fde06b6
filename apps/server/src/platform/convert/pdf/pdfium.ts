import { PDFiumModule } from '@hyzyla/pdfium';

/** The functions of PDFium's C interface that we use (fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_doc.h). Numbers are addresses. */
export interface Pdfium {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  readonly HEAPF64: Float64Array;
  readonly wasmExports: Readonly<Record<string, unknown>> & { malloc(size: number): number; free(at: number): void };
  _FPDF_InitLibraryWithConfig(config: number): void;
  _FPDF_LoadMemDocument(at: number, size: number, password: number): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetLastError(): number;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_GetMetaText(document: number, tag: number, buffer: number, size: number): number;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_GetPageBoundingBox(page: number, rectangle: number): number;
  _FPDFPage_GetRotation(page: number): number;
  _FPDF_GetPageWidthF(page: number): number;
  _FPDF_GetPageHeightF(page: number): number;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, pixels: number, stride: number): number;
  _FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, color: number): void;
  _FPDFBitmap_GetBuffer(bitmap: number): number;
  _FPDFBitmap_GetStride(bitmap: number): number;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    turns: number,
    flags: number,
  ): void;
  _FPDFPage_GetAnnotCount(page: number): number;
  _FPDFPage_GetAnnot(page: number, index: number): number;
  _FPDFPage_CloseAnnot(annotation: number): void;
  _FPDFAnnot_GetSubtype(annotation: number): number;
  _FPDFLink_Enumerate(page: number, cursor: number, link: number): number;
  _FPDFLink_GetAnnotRect(link: number, rectangle: number): number;
  _FPDFLink_GetAction(link: number): number;
  _FPDFAction_GetType(action: number): number;
  _FPDFAction_GetURIPath(document: number, action: number, buffer: number, size: number): number;
  _FPDFPage_Flatten(page: number, purpose: number): number;
  _FPDFPage_CountObjects(page: number): number;
  _FPDFPage_GetObject(page: number, index: number): number;
  _FPDFPageObj_GetType(object: number): number;
  _FPDFPageObj_GetMatrix(object: number, matrix: number): number;
  _FPDFPageObj_GetFillColor(object: number, red: number, green: number, blue: number, alpha: number): number;
  _FPDFPath_GetDrawMode(path: number, fill: number, stroke: number): number;
  _FPDFPath_CountSegments(path: number): number;
  _FPDFPath_GetPathSegment(path: number, index: number): number;
  _FPDFPathSegment_GetType(segment: number): number;
  _FPDFPathSegment_GetPoint(segment: number, x: number, y: number): number;
  _FPDFPathSegment_GetClose(segment: number): number;
  _FPDFFormObj_CountObjects(form: number): number;
  _FPDFFormObj_GetObject(form: number, index: number): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountChars(text: number): number;
  _FPDFText_GetUnicode(text: number, index: number): number;
  _FPDFText_GetFontSize(text: number, index: number): number;
  _FPDFText_GetFontWeight(text: number, index: number): number;
  _FPDFText_GetLooseCharBox(text: number, index: number, box: number): number;
  _FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
  _FPDFText_GetMatrix(text: number, index: number, matrix: number): number;
  _FPDFText_GetTextObject(text: number, index: number): number;
  _FPDFTextObj_GetFont(object: number): number;
  _FPDFFont_GetBaseFontName(font: number, buffer: number, size: number): number;
  _FPDFFont_GetFlags(font: number): number;
}

/** WebAssembly memory only grows; an engine that a document has blown up beyond this is thrown away. */
const MAX_KEPT_BYTES = 256 * 1024 * 1024;

let engine: Promise<Pdfium> | undefined;

/**
 * Runs `work` with PDFium, loaded once. An engine that failed inside, or grew too large, is not used again, so one document
 * can neither spoil the next nor keep its memory.
 */
export async function withPdfium<T>(work: (pdfium: Pdfium) => T): Promise<T> {
  engine ??= load();
  const pdfium = await engine;
  let isSound = false;
  try {
    const result = work(pdfium);
    isSound = true;
    return result;
  } catch (error) {
    // A trap or an abort inside WebAssembly; our own refusals leave the engine whole.
    isSound = !(error instanceof Error && error.name === 'RuntimeError');
    throw error;
  } finally {
    if (!isSound || pdfium.HEAPU8.length > MAX_KEPT_BYTES) engine = undefined;
  }
}

async function load(): Promise<Pdfium> {
  // The package's own types leave out the text functions.
  const pdfium = (await PDFiumModule({})) as unknown as Pdfium;
  // The package wraps each function in checks that take longer than a call for one character does.
  for (const [name, work] of Object.entries(pdfium.wasmExports))
    if (name.startsWith('FPDF')) Object.assign(pdfium, { [`_${name}`]: work });
  pdfium._FPDF_InitLibraryWithConfig(0);
  return pdfium;
}

/** Lends `size` bytes of the engine's memory to `use`. */
export function withMemory<T>(pdfium: Pdfium, size: number, use: (at: number) => T): T {
  const at = pdfium.wasmExports.malloc(size);
  if (at === 0) throw new RangeError('PDFium has no memory left');
  try {
    return use(at);
  } finally {
    pdfium.wasmExports.free(at);
  }
}

/** A C string in the engine's memory, for the time of `use`. */
export function withString<T>(pdfium: Pdfium, text: string, use: (at: number) => T): T {
  const bytes = new TextEncoder().encode(`${text}\0`);
  return withMemory(pdfium, bytes.length, (at) => {
    pdfium.HEAPU8.set(bytes, at);
    return use(at);
  });
}
