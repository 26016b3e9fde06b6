import type { Block } from '../blocks.ts';
import { fenced, heading } from '../markdown.ts';
import { markdownTable } from '../table.ts';
import { plain } from './links.ts';
import type { Region } from './order.ts';
import { type Line, type Paragraph, splitMarker, splitParagraphs, toLine } from './paragraphs.ts';
import { type Extent, extentOf } from './place.ts';
import type { Segment } from './segment.ts';
import { collectWords, joinLines, type Vocabulary } from './words.ts';

/** What is usual in a document, so that what stands out can be seen. */
export interface DocumentStyle {
  /** Font size of most of its text, in points. */
  bodySize: number;
  /** Sizes of headings, largest first. */
  headingSizes: number[];
  /** Whether bold stands out: not where most text is bold. */
  boldStandsOut: boolean;
  monoStandsOut: boolean;
  /** Font of most of its text. */
  bodyFont: string;
  words: Vocabulary;
}

/** A heading is at least this much larger than the text. */
const LARGER = 1.12;
/** Markdown has six levels; a document with more sizes uses them for show. */
const MAX_SIZES = 4;
const MAX_HEADING = 200;

export function describeDocument(segments: readonly Segment[]): DocumentStyle {
  const bySize = new Map<number, number>();
  const byFont = new Map<string, number>();
  let total = 0;
  let bold = 0;
  let mono = 0;
  for (const segment of segments) {
    const { length } = segment.text;
    const size = halfPoints(segment.size);
    bySize.set(size, (bySize.get(size) ?? 0) + length);
    byFont.set(segment.font, (byFont.get(segment.font) ?? 0) + length);
    total += length;
    if (segment.bold) bold += length;
    if (segment.mono) mono += length;
  }
  const bodySize = commonest(bySize) ?? 0;
  const larger = [...bySize.keys()].filter((size) => size >= bodySize * LARGER);
  return {
    bodySize,
    headingSizes: larger.sort((a, b) => b - a),
    boldStandsOut: bold < total / 2,
    monoStandsOut: mono < total / 2,
    bodyFont: commonest(byFont) ?? '',
    words: collectWords(segments),
  };
}

function commonest<T>(uses: ReadonlyMap<T, number>): T | undefined {
  let [found, most]: [T | undefined, number] = [undefined, -1];
  for (const [key, count] of uses) if (count > most) [found, most] = [key, count];
  return found;
}

function halfPoints(size: number): number {
  return Math.round(size * 2) / 2;
}

/** A block and the area it covers. */
export interface BlockWithExtent {
  block: Block;
  extent: Extent | null;
}

/** A page's regions as blocks of Markdown. */
export function toBlocks(regions: readonly Region[], style: DocumentStyle): BlockWithExtent[] {
  const content: (Paragraph | BlockWithExtent)[] = [];
  for (const region of regions) {
    if (region.kind === 'table') {
      const { cells } = region.table;
      const texts = cells.map((row) => row.map((cell) => joinLines(cell, style.words)));
      content.push({ block: markdownTable(texts), extent: extentOf(cells.flat(2)) });
      continue;
    }
    const [first, ...others] = splitParagraphs(region.rows.map(toLine), style.monoStandsOut);
    const last = content.at(-1);
    if (first && last && 'lines' in last && continues(last, first)) last.lines.push(...first.lines);
    else if (first) content.push(first);
    content.push(...others);
  }
  return content.map((piece, index) =>
    'block' in piece ? piece : { block: toBlock(piece, content[index + 1], style), extent: extentOf(piece.lines) },
  );
}

/** Whether a paragraph runs on at the head of the next column. */
function continues(last: Paragraph, first: Paragraph): boolean {
  const above = last.lines.at(-1);
  const line = first.lines[0];
  if (!above || !line || last.kind === 'code' || first.kind !== 'text') return false;
  const isAlike = Math.abs(above.size - line.size) < 0.5 && above.bold === line.bold;
  return isAlike && /^\p{Ll}/u.test(line.text) && (above.divided || /[\p{L}\p{N},;-]$/u.test(above.text));
}

function toBlock(paragraph: Paragraph, next: Paragraph | BlockWithExtent | undefined, style: DocumentStyle): Block {
  if (paragraph.kind === 'code') return codeBlock(paragraph.lines);
  const text = joinLines(paragraph.lines, style.words);
  const below = next && 'lines' in next ? next.lines[0] : undefined;
  const level = headingLevel(paragraph, text, below, style);
  if (level !== undefined) return heading(level, text);
  const item = paragraph.kind === 'item' ? splitMarker(text) : undefined;
  if (!item) return text;
  const label = /[\da-z]/.test(item.marker) ? item.marker : '';
  const depth = Math.round(paragraph.lines[0]?.left ?? 0);
  return { label, text: item.rest, level: depth, list: label === '' ? 'bulleted' : 'numbered' };
}

function headingLevel(
  { lines }: Paragraph,
  text: string,
  below: Line | undefined,
  style: DocumentStyle,
): number | undefined {
  const [first] = lines;
  if (!first || text.length > MAX_HEADING || !/\p{L}/u.test(text)) return undefined;
  const size = halfPoints(first.size);
  if (size >= style.bodySize * LARGER) return Math.min(style.headingSizes.indexOf(size) + 1 || MAX_SIZES, MAX_SIZES);
  const isBold = style.boldStandsOut && lines.every((line) => line.bold);
  const isShort = lines.length <= 2 && text.length < MAX_HEADING / 2 && !/[.,;:]$/.test(text);
  const isHeading = isBold || isInOtherFont(lines, text, below, style);
  if (isHeading && isShort && size >= style.bodySize * 0.95) return Math.min(style.headingSizes.length, MAX_SIZES) + 1;
  return undefined;
}

const CAPTION = /^(?:fig|tab|listing|chart|source|note)/i;

/** A line in another font than the text's, with text right below it: italics, or a sans-serif, in place of bold. */
function isInOtherFont(lines: readonly Line[], text: string, below: Line | undefined, style: DocumentStyle): boolean {
  const [line, ...others] = lines;
  if (!line || !below || others.length > 0 || line.mono || CAPTION.test(text) || /^\p{Ll}/u.test(text)) return false;
  const distance = (below.baseline - line.baseline) / line.size;
  const isBelow = distance > 0 && distance < 3 && Math.abs(below.size - style.bodySize) < 0.6;
  return isBelow && line.font !== '' && line.font !== style.bodyFont && below.font === style.bodyFont;
}

/** Typewriter letters are this wide, in font sizes. */
const MONO_WIDTH = 0.6;

/** Code with its lines and indentation, told from where its pieces stand. */
function codeBlock(lines: readonly Line[]): string {
  const left = lines.reduce((least, line) => Math.min(least, line.left), Infinity);
  const code = lines.map((line) =>
    line.parts.reduce((text, part) => {
      const column = Math.round((part.left - left) / (MONO_WIDTH * part.size));
      return text.padEnd(Math.min(column, text.length + 200)) + plain(part.text);
    }, ''),
  );
  return fenced(code.join('\n'));
}
