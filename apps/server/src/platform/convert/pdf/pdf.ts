import { renderBlocks } from '../blocks.ts';
import { ConversionError } from '../errors.ts';
import { checkMarkdownLength, checkPageCount, type Limits } from '../limits.ts';
import { oneLine } from '../normalise.ts';
import { meaningfulTitle } from '../ooxml.ts';
import type { Draft, SourceFile } from '../types.ts';
import { describeDocument, toBlocks } from './blocks.ts';
import { hasPicture, metadata, withDocument, withPage } from './document.ts';
import { removeFurniture, type Sheet } from './furniture.ts';
import { readGlyphs, type Token } from './glyphs.ts';
import { readingOrder } from './order.ts';
import { type Pdfium, withPdfium } from './pdfium.ts';
import type { Segment } from './segment.ts';
import { readSegments } from './segments.ts';

/** A page as read; its text in other directions and its watermarks come after the main text. */
interface PdfPage extends Sheet {
  turned: Segment[][];
  slanted: string;
}

/**
 * The text of a PDF in the order of reading, as headings, paragraphs, lists, tables and code; running headers and footers
 * left out. The layout is inferred from where and how letters are drawn: a PDF states nothing more.
 *
 * @throws ConversionError `encrypted`, `corrupt`, `no_text`, `too_large`
 */
export async function pdfToMarkdown(source: SourceFile, limits: Limits): Promise<Draft> {
  const { pages, title } = await withPdfium((pdfium) =>
    withDocument(pdfium, source.bytes, source.password, (document) => ({
      pages: readPages(pdfium, document, limits),
      title: meaningfulTitle(oneLine(metadata(pdfium, document, 'Title'))),
    })),
  );
  const style = describeDocument(pages.flatMap((page) => page.segments));
  removeFurniture(pages, style.bodySize);
  const parts = pages.map((page) => {
    const directions = [page.segments, ...page.turned];
    const blocks = directions.flatMap((segments) => toBlocks(readingOrder(segments), style));
    return renderBlocks([...blocks, page.slanted]);
  });
  return { parts, paged: true, title: title ?? firstHeading(parts) };
}

function readPages(pdfium: Pdfium, document: number, limits: Limits): PdfPage[] {
  const count = pdfium._FPDF_GetPageCount(document);
  checkPageCount(count, 'pages', limits);
  const pages: PdfPage[] = [];
  const found = { characters: 0, pictures: 0, unreadable: 0 };
  for (let index = 0; index < count; index += 1) {
    const read = withPage(pdfium, document, index, (page) => {
      const tokens = readGlyphs(pdfium, page);
      found.characters += tokens.filter((token) => typeof token !== 'string').length;
      if (found.characters === 0 && hasPicture(pdfium, page)) found.pictures += 1;
      return toPage(tokens);
    });
    if (!read) found.unreadable += 1;
    pages.push(read ?? toPage([]));
    checkMarkdownLength(found.characters, limits);
  }
  if (found.characters === 0) throw withoutText(count, found.pictures, found.unreadable);
  return pages;
}

function toPage(tokens: readonly Token[]): PdfPage {
  const { directions, slanted } = readSegments(tokens);
  const [segments = [], ...turned] = directions;
  const baselines = segments.map((segment) => segment.baseline);
  const top = baselines.reduce((least, baseline) => Math.min(least, baseline), Infinity);
  const bottom = baselines.reduce((most, baseline) => Math.max(most, baseline), -Infinity);
  return { segments, turned, slanted, top, bottom };
}

function withoutText(pages: number, pictures: number, unreadable: number): ConversionError {
  if (pages === 0 || unreadable === pages) {
    return new ConversionError(
      'corrupt',
      'This PDF is damaged: none of its pages can be opened. Export or download it again.',
    );
  }
  if (pictures > 0) {
    return new ConversionError(
      'no_text',
      'This PDF holds only pictures, perhaps of text, and no text itself. Recognising text in pictures (OCR) is not available yet: send a PDF with text in it.',
    );
  }
  return new ConversionError('no_text', 'This PDF holds no text: its pages are empty or show only drawings and forms.');
}

function firstHeading(parts: readonly string[]): string | null {
  for (const part of parts) {
    const heading = /^#+ (.*)$/m.exec(part)?.[1];
    if (heading) return heading;
  }
  return null;
}
