import { ConversionError } from '../errors.ts';
import { checkMarkdownLength, checkPageCount, type Limits } from '../limits.ts';
import { oneLine } from '../normalise.ts';
import { fuller, recognisePages } from '../ocr/pdf-pages.ts';
import { meaningfulTitle } from '../ooxml.ts';
import type { Draft, OnPage, SourceFile } from '../types.ts';
import { type DocumentStyle, describeDocument, toBlocks } from './blocks.ts';
import { hasPicture, metadata, withDocument, withPage } from './document.ts';
import { removeFurniture, type Sheet } from './furniture.ts';
import { mainTurns, readGlyphs } from './glyphs.ts';
import { type Bands, findBands, findGrids, type Grid } from './grids.ts';
import { plain, readLinks, writeLinks } from './links.ts';
import { readingOrder } from './order.ts';
import { renderPart } from './part.ts';
import { type Pdfium, withPdfium } from './pdfium.ts';
import { type Frame, readFrame, toBox } from './place.ts';
import { readDrawing } from './rules.ts';
import { type Direction, type PageText, readSegments, textLength } from './segments.ts';
import { placeTables } from './tables.ts';

/** A page as read; its text in other directions and its watermarks come after the main text. */
interface PdfPage extends Sheet {
  frame: Frame;
  /** Direction of the main text. */
  turns: Direction['turns'];
  /** Tables drawn with lines. */
  grids: Grid[];
  bands: Bands[];
  turned: Direction[];
  slanted: string;
}

interface PdfText {
  pages: PdfPage[];
  title: string | null;
  /** Where links lead to. */
  targets: string[];
  /** Indices of pages that show pictures and have hardly any text of their own. */
  pictures: number[];
  unreadable: number;
}

/** With fewer letters than in a line, what a page says is in its pictures. */
const HARDLY_ANY = 40;

/**
 * The text of a PDF in the order of reading, as headings, paragraphs, lists, tables and code; running headers and footers
 * left out. The layout is inferred from where and how letters are drawn: a PDF states nothing more.
 *
 * @throws ConversionError `encrypted`, `corrupt`, `no_text`, `too_large`
 */
export async function pdfToMarkdown(source: SourceFile, limits: Limits, onPage?: OnPage): Promise<Draft> {
  const { pages, title, targets, pictures, unreadable } = await withPdfium((pdfium) =>
    withDocument(pdfium, source.bytes, source.password, (document) => readDocument(pdfium, document, limits, onPage)),
  );
  const readsPictures = source.ocr !== false;
  const recognised = await recognisePages(source, readsPictures ? pictures : [], (done) =>
    onPage?.(pages.length - pictures.length + done, pages.length),
  );
  const style = describeDocument(pages.flatMap((page) => page.segments));
  removeFurniture(pages, style.bodySize);
  const parts = pages.map((page, index) => fuller(writePage(page, style, targets), recognised.get(index)));
  const markdown = parts.map((part) => part.markdown);
  if (markdown.every((part) => part === ''))
    throw withoutText(pages.length, pictures.length, unreadable, readsPictures);
  return {
    parts: markdown,
    boxes: parts.map((part) => part.boxes),
    paged: true,
    title: title ?? firstHeading(markdown),
  };
}

/**
 * How many pages a PDF has. No page is opened.
 *
 * @throws ConversionError `encrypted`, `corrupt`
 */
export function countPdfPages(source: SourceFile): Promise<number> {
  return withPdfium((pdfium) =>
    withDocument(pdfium, source.bytes, source.password, (document) => pdfium._FPDF_GetPageCount(document)),
  );
}

function readDocument(pdfium: Pdfium, document: number, limits: Limits, onPage?: OnPage): PdfText {
  const count = pdfium._FPDF_GetPageCount(document);
  checkPageCount(count, 'pages', limits);
  const pages: PdfPage[] = [];
  const targets: string[] = [];
  const pictures: number[] = [];
  const found = { characters: 0, unreadable: 0 };
  for (let index = 0; index < count; index += 1) {
    const read = withPage(pdfium, document, index, (page) => {
      const glyphs = readGlyphs(pdfium, page);
      const links = readLinks(pdfium, document, page, targets);
      const drawing = readDrawing(pdfium, page, mainTurns(glyphs));
      const grids = findGrids(drawing);
      const text = readSegments(glyphs, links, grids);
      const length = lengthOf(text);
      found.characters += length;
      if (length < HARDLY_ANY && hasPicture(pdfium, page)) pictures.push(index);
      return toPage(text, readFrame(pdfium, page), grids, findBands(drawing.lines));
    });
    if (!read) found.unreadable += 1;
    pages.push(read ?? toPage(NO_TEXT, NO_FRAME, [], []));
    checkMarkdownLength(found.characters, limits);
    onPage?.(index + 1 - pictures.length, count);
  }
  const title = meaningfulTitle(oneLine(metadata(pdfium, document, 'Title')));
  return { pages, title, targets, pictures, unreadable: found.unreadable };
}

function toPage({ directions, slanted }: PageText, frame: Frame, grids: Grid[], bands: Bands[]): PdfPage {
  const [main, ...turned] = directions;
  const segments = main?.segments ?? [];
  let top = Infinity;
  let bottom = -Infinity;
  for (const { baseline } of segments) {
    top = Math.min(top, baseline);
    bottom = Math.max(bottom, baseline);
  }
  return { segments, turns: main?.turns ?? 0, turned, slanted, frame, grids, bands, top, bottom };
}

const NO_TEXT: PageText = { directions: [], slanted: '' };
const NO_FRAME: Frame = { left: 0, bottom: 0, right: 0, top: 0, turns: 0 };

function lengthOf({ directions, slanted }: PageText): number {
  return directions.reduce((sum, { segments }) => sum + textLength(segments), slanted.length);
}

function writePage(page: PdfPage, style: DocumentStyle, targets: readonly string[]) {
  const segments = placeTables(page.segments, page.grids, page.bands);
  const directions: Direction[] = [{ turns: page.turns, segments }, ...page.turned];
  const blocks = directions.flatMap(({ turns, segments }) =>
    toBlocks(readingOrder(segments), style).map(({ block, extent }) => {
      const text =
        typeof block === 'string' ? writeLinks(block, targets) : { ...block, text: writeLinks(block.text, targets) };
      return { block: text, box: extent && toBox(extent, turns, page.frame) };
    }),
  );
  return renderPart([...blocks, { block: plain(page.slanted), box: null }]);
}

function withoutText(pages: number, pictures: number, unreadable: number, readsPictures: boolean): ConversionError {
  if (pages === 0 || unreadable === pages) {
    return new ConversionError(
      'corrupt',
      'This PDF is damaged: none of its pages can be opened. Export or download it again.',
    );
  }
  if (pictures > 0) {
    return new ConversionError(
      'no_text',
      readsPictures
        ? 'This PDF holds only pictures, and no text was recognised in them.'
        : 'The pages of this PDF are pictures. Recognising text in pictures (OCR) is switched off, or not part of your plan.',
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
