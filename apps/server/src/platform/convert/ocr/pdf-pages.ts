import { withDocument, withPage } from '../pdf/document.ts';
import { renderPart } from '../pdf/part.ts';
import { type Pdfium, withPdfium } from '../pdf/pdfium.ts';
import type { SourceFile } from '../types.ts';
import { emptyPgm } from './bitmap.ts';
import { type Picture, recognise } from './index.ts';
import { checkRecognisable } from './limit.ts';

/** Letters of 7.5 points read as well as with 300, in four fifths of the time (docs/adr/0013-ocr.md). */
const DOTS_PER_INCH = 200;
const POINT = 1 / 72;
/** Twice the size of A3; larger pages are drawn with fewer dots. */
const MAX_PIXELS = 16_000_000;

/** A page's text as Markdown, and the boxes of its blocks in points on the page as shown. */
type Part = ReturnType<typeof renderPart>;

/**
 * The text in the pictures of a PDF's pages, paragraph by paragraph in the order of reading. One page is in memory at a time;
 * the document is opened for each anew, since PDFium is not to wait for the recognition. A page that cannot be drawn or
 * recognised has no text, as the others may still be worth reading.
 *
 * @param indices of the pages, from 0
 * @param onRecognised told after each page how many are done
 * @returns by index; pages without text are left out
 * @throws ConversionError `too_large`
 */
export async function recognisePages(
  source: SourceFile,
  indices: readonly number[],
  onRecognised: (done: number) => void,
): Promise<Map<number, Part>> {
  checkRecognisable(indices.length);
  const found = new Map<number, Part>();
  for (const [done, index] of indices.entries()) {
    const part = await recognisePage(source, index).catch(() => undefined);
    if (part && part.markdown !== '') found.set(index, part);
    onRecognised(done + 1);
  }
  return found;
}

/** Of a page with hardly any text of its own, what says more: pictures of slides repeat their few words. */
export function fuller(own: Part, recognised: Part | undefined): Part {
  return recognised && recognised.markdown.length > 2 * own.markdown.length ? recognised : own;
}

interface DrawnPage extends Picture {
  /** Pixels a point. */
  scale: number;
}

async function recognisePage(source: SourceFile, index: number): Promise<Part | undefined> {
  const drawn = await withPdfium((pdfium) =>
    withDocument(pdfium, source.bytes, source.password, (document) =>
      withPage(pdfium, document, index, (page) => drawPage(pdfium, page)),
    ),
  );
  if (!drawn) return undefined;
  const { scale, ...picture } = drawn;
  const toPoints = (pixels: number) => Math.round((pixels / scale) * 100) / 100;
  const paragraphs = await recognise(picture);
  return renderPart(
    paragraphs.map(({ text, box: [left, top, right, bottom] }) => ({
      block: text,
      box: [toPoints(left), toPoints(top), toPoints(right), toPoints(bottom)],
    })),
  );
}

/** Of fpdfview.h: `FPDFBitmap_Gray`, `FPDF_ANNOT`, `FPDF_GRAYSCALE`. */
const GREY_PIXELS = 1;
const WITH_ANNOTATIONS = 1;
const IN_GREY = 8;
const WHITE = 0xffffffff;

/** A page as it is shown, in grey. Internal to the recognition and its tests. */
export function drawPage(pdfium: Pdfium, page: number): DrawnPage | undefined {
  const [across, down] = [pdfium._FPDF_GetPageWidthF(page), pdfium._FPDF_GetPageHeightF(page)];
  const scale = Math.min(DOTS_PER_INCH * POINT, Math.sqrt(MAX_PIXELS / (across * down)));
  const [width, height] = [Math.round(across * scale), Math.round(down * scale)];
  if (!(width > 0 && height > 0)) return undefined;
  const bitmap = pdfium._FPDFBitmap_CreateEx(width, height, GREY_PIXELS, 0, 0);
  if (bitmap === 0) return undefined;
  try {
    pdfium._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    pdfium._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, WITH_ANNOTATIONS | IN_GREY);
    const [pixels, stride] = [pdfium._FPDFBitmap_GetBuffer(bitmap), pdfium._FPDFBitmap_GetStride(bitmap)];
    const { bytes, start } = emptyPgm({ width, height });
    for (let y = 0; y < height; y += 1) {
      const row = pixels + y * stride;
      bytes.set(pdfium.HEAPU8.subarray(row, row + width), start + y * width);
    }
    return { bytes, width, height, scale };
  } finally {
    pdfium._FPDFBitmap_Destroy(bitmap);
  }
}
