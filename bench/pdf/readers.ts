import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { convert } from '../../apps/server/src/platform/convert/convert.ts';
import { withDocument } from '../../apps/server/src/platform/convert/pdf/document.ts';
import { type Pdfium, withMemory, withPdfium } from '../../apps/server/src/platform/convert/pdf/pdfium.ts';

/** Reads all of a PDF's text and returns how many pages it has. */
export type Reader = (bytes: Uint8Array) => Promise<number>;

/** The one function of PDFium that only the comparison needs. */
interface BarePdfium extends Pdfium {
  _FPDFText_GetText(text: number, start: number, count: number, buffer: number): number;
}

export const readers = { ours, pdfium: barePdfium, pdfjs: barePdfjs } satisfies Record<string, Reader>;

const run = promisify(execFile);

/** poppler's own program, where it is installed; with the start of its process. It gets the file, not the bytes. */
export async function poppler(file: string): Promise<void> {
  await run('pdftotext', [file, '-'], { maxBuffer: 2 ** 30 });
}

/** The whole of our work: file to finished Markdown, with blocks. */
async function ours(bytes: Uint8Array): Promise<number> {
  const { pages } = await convert({ bytes });
  return pages?.length ?? 0;
}

function barePdfium(bytes: Uint8Array): Promise<number> {
  return withPdfium((engine) =>
    withDocument(engine, bytes, undefined, (document) => {
      const pdfium = engine as BarePdfium;
      const pages = pdfium._FPDF_GetPageCount(document);
      for (let index = 0; index < pages; index += 1) {
        const page = pdfium._FPDF_LoadPage(document, index);
        const text = pdfium._FPDFText_LoadPage(page);
        const count = pdfium._FPDFText_CountChars(text);
        withMemory(pdfium, 2 * count + 2, (at) => {
          const units = pdfium._FPDFText_GetText(text, 0, count, at);
          Buffer.from(pdfium.HEAPU8.subarray(at, at + 2 * units)).toString('utf16le');
        });
        pdfium._FPDFText_ClosePage(text);
        pdfium._FPDF_ClosePage(page);
      }
      return pages;
    }),
  );
}

async function barePdfjs(bytes: Uint8Array): Promise<number> {
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // pdfjs takes the bytes away from its caller.
  const task = getDocument({ data: Uint8Array.from(bytes), verbosity: VerbosityLevel.ERRORS });
  const document = await task.promise;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    items.map((item) => ('str' in item ? item.str : '')).join(' ');
    page.cleanup();
  }
  const pages = document.numPages;
  await task.destroy();
  return pages;
}
