import { type Block, renderBlocks } from '../blocks.ts';
import { chartKind } from '../charts.ts';
import { formatCount } from '../counts.ts';
import { heading } from '../markdown.ts';
import { type Element, elements, find, textOf } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { markdownTable } from '../table.ts';
import { readParagraph } from './inline.ts';
import type { Styles } from './styles.ts';
import { readCells } from './table.ts';

/** What is carried along while a document is read. */
export interface Context {
  styles: Styles;
  /** 1 where a title stands above all headings, else 0. */
  headingShift: number;
  /** The last count of each level, by list. */
  counts: Map<string, number[]>;
  /** A part of the file as XML, if there is one. */
  part(path: string): Element | undefined;
  /** Finished notes, in the order of their marks. */
  notes: string[];
}

interface ListPlace {
  style: string | undefined;
  level: number;
  /** Lists of one key count on from each other. */
  key: string;
}

const WRAPPERS =
  /^(?:section|shapes|index-body|table-of-content|alphabetical-index|bibliography|illustration-index|table-index|user-index|index-title|text-box|frame|custom-shape|rect|ellipse|g|page|deletion|note-body|list-header|numbered-paragraph)$/;

/** Headings, paragraphs, lists and tables below an element. */
export function readBlocks(parent: Element, context: Context): Block[] {
  return elements(parent).flatMap((child): Block[] => {
    switch (child.name) {
      case 'h':
      case 'p':
        return readTextBlock(child, context);
      case 'list':
        return readList(child, context, undefined);
      case 'table':
        return readTable(child, context);
      case 'object':
        return readChart(child, context);
      default:
        return WRAPPERS.test(child.name) ? readBlocks(child, context) : [];
    }
  });
}

/** A chart is a document within the document, with the figures it was drawn from. */
function readChart(object: Element, context: Context): Block[] {
  const folder = object.attributes['xlink:href']?.replace(/^\.\//, '') ?? '';
  const content = find(context.part(`${folder}/content.xml`), 'document-content', 'body', 'chart', 'chart');
  const figures = find(content, 'table');
  if (!figures) return [];
  const title = oneLine(textOf(find(content, 'title')));
  const kind = chartKind(content?.attributes.class);
  return [title, kind, markdownTable(readCells(figures, (cell) => oneLine(textOf(cell))))];
}

function readTextBlock(element: Element, context: Context): Block[] {
  const { plain, markdown, boxes, notes } = readParagraph(element, context.styles);
  for (const { mark, body } of notes) {
    context.notes.push(`[^${mark}]: ${oneLine(renderBlocks(readBlocks(body, context)))}`);
  }
  const inBoxes = boxes.flatMap((box) => readBlocks(box, context));
  if (markdown.trim() === '') return inBoxes;
  const { names } = context.styles.of(element.attributes['style-name']);
  if (names.includes('Title')) return [heading(1, plain), ...inBoxes];
  if (element.name === 'h') {
    const level = Number(element.attributes['outline-level']) || 1;
    return [heading(level + context.headingShift, plain), ...inBoxes];
  }
  return [markdown.trim(), ...inBoxes];
}

function readList(list: Element, context: Context, outer: ListPlace | undefined): Block[] {
  const style = list.attributes['style-name'] ?? outer?.style;
  const place: ListPlace = { style, level: outer ? outer.level + 1 : 0, key: outer?.key ?? (style || 'list') };
  const counts = context.counts.get(place.key) ?? [];
  context.counts.set(place.key, counts);
  const goesOn = list.attributes['continue-numbering'] === 'true' || list.attributes['continue-list'] !== undefined;
  if (!goesOn) counts.length = Math.min(counts.length, place.level);
  return elements(list).flatMap((item) => readItem(item, context, place, counts));
}

function readItem(item: Element, context: Context, place: ListPlace, counts: number[]): Block[] {
  const blocks: Block[] = [];
  let isLabelled = item.name !== 'list-item';
  for (const child of elements(item)) {
    if (child.name === 'list') {
      blocks.push(...readList(child, context, place));
      continue;
    }
    const inside = readBlocks({ ...item, children: [child] }, context);
    const [first, ...rest] = inside;
    const isHeading = typeof first === 'string' && /^#{1,6} /.test(first);
    if (isHeading || typeof first !== 'string') blocks.push(...inside);
    else {
      const label = isLabelled ? '' : nextLabel(item, context, place, counts);
      // Further paragraphs of an item stand under it, as one text.
      const last = blocks.at(-1);
      if (isLabelled && typeof last === 'object') last.text += `\n\n${first}`;
      else blocks.push({ label, text: first, level: place.level, list: place.key });
      blocks.push(...rest);
      isLabelled = true;
    }
  }
  return blocks;
}

function nextLabel(item: Element, { styles }: Context, { style, level }: ListPlace, counts: number[]): string {
  const shown = styles.level(style, level);
  const start = Number(item.attributes['start-value'] ?? Number.NaN);
  counts.length = Math.min(counts.length, level + 1);
  for (let above = 0; above < level; above += 1) counts[above] ??= 1;
  counts[level] = Number.isInteger(start) ? start : (counts[level] ?? (shown?.start ?? 1) - 1) + 1;
  if (!shown?.format) return '';
  const first = Math.max(0, level + 1 - shown.shown);
  const numbers = counts
    .slice(first, level + 1)
    .map((count, index) => formatCount(count, styles.level(style, first + index)?.format ?? 'decimal'));
  return `${shown.prefix}${numbers.join('.')}${shown.suffix}`.trim();
}

function readTable(table: Element, context: Context): Block[] {
  return [markdownTable(readCells(table, (cell) => cellText(cell, context)))];
}

/** A cell is one line, so a table inside it is told cell by cell, and a heading in it is no heading. */
export function cellText(cell: Element, context: Context): string {
  const blocks = elements(cell).flatMap((child): Block[] => {
    if (child.name !== 'table') return readBlocks({ ...cell, children: [child] }, context);
    return readCells(child, (inner) => cellText(inner, context)).flat();
  });
  const texts = blocks.map((block) => (typeof block === 'string' ? block.replace(/^#{1,6} /, '') : block));
  return oneLine(renderBlocks(texts));
}
