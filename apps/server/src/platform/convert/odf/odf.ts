import { renderBlocks } from '../blocks.ts';
import { checkMarkdownLength, checkPageCount, type Limits } from '../limits.ts';
import { heading } from '../markdown.ts';
import { descendants, type Element, elements, find, textOf } from '../markup.ts';
import { oneLine } from '../normalise.ts';
import { meaningfulTitle, readPart, requirePart } from '../ooxml.ts';
import type { Draft, OnPage } from '../types.ts';
import type { Cells } from '../xlsx/sheet.ts';
import { tablesOf } from '../xlsx/tables.ts';
import { parseXml } from '../xml.ts';
import type { Zip } from '../zip.ts';
import { type Context, cellText, readBlocks } from './body.ts';
import { readStyles } from './styles.ts';
import { readCells } from './table.ts';

/** A text: headings, paragraphs, lists with their numbers, tables, links, notes, text boxes. It has no pages before it is printed. */
export function odtToMarkdown(zip: Zip): Draft {
  const { body, context } = open(zip, 'text');
  const blocks = readBlocks(body, context);
  const first = blocks.find((block) => typeof block === 'string' && /^#+ /.test(block));
  const title = propertyTitle(zip) ?? (typeof first === 'string' ? first.replace(/^#+ /, '') : null);
  return { parts: [renderBlocks([...blocks, ...context.notes])], paged: false, title };
}

/** A presentation, one page for each slide: its title as heading, texts, lists, tables, and the speaker's notes. */
export function odpToMarkdown(zip: Zip, limits: Limits, onPage?: OnPage): Draft {
  const { body, context } = open(zip, 'presentation');
  const slides = elements(body, 'page');
  checkPageCount(slides.length, 'slides', limits);
  const parts = slides.map((slide, index) => {
    const shapes = elements(slide);
    const titled = shapes.find((shape) => shape.attributes['presentation:class'] === 'title');
    const title = titled ? oneLine(renderBlocks(readBlocks(titled, context))) : '';
    const others = shapes.filter((shape) => shape !== titled && shape.name !== 'notes' && !isFurniture(shape));
    const blocks = readBlocks({ ...slide, children: others }, context);
    const notes = elements(slide, 'notes')
      .flatMap((page) => elements(page))
      .filter((shape) => shape.attributes['presentation:class'] === 'notes')
      .flatMap((shape) => readBlocks(shape, context));
    onPage?.(index + 1, slides.length);
    return renderBlocks([heading(1, title), ...blocks, ...(notes.length > 0 ? ['Notes:', ...notes] : [])]);
  });
  const first = parts.find((part) => part.startsWith('# '))?.split('\n')[0];
  return { parts, paged: true, title: propertyTitle(zip) ?? first?.slice(2) ?? null };
}

/** A workbook, one page for each sheet: its name as heading and the tables that stand on it. */
export function odsToMarkdown(zip: Zip, limits: Limits, onPage?: OnPage): Draft {
  const { body, context } = open(zip, 'spreadsheet');
  const sheets = elements(body, 'table').filter((sheet) => !context.styles.of(sheet.attributes['style-name']).hidden);
  checkPageCount(sheets.length, 'sheets', limits);
  let length = 0;
  const parts = sheets.map((sheet, index) => {
    const rows = readCells(sheet, (cell) => cellText(cell, context));
    const cells: Cells = new Map(
      rows.map((row, y) => [y, new Map([...row.entries()].filter(([, text]) => text !== ''))]),
    );
    const charts = readBlocks({ ...sheet, children: elements(sheet, 'shapes') }, context);
    const part = renderBlocks([heading(2, sheet.attributes.name ?? ''), ...tablesOf(cells), ...charts]);
    length += part.length;
    checkMarkdownLength(length, limits);
    onPage?.(index + 1, sheets.length);
    return part;
  });
  return { parts, paged: true, title: propertyTitle(zip) };
}

/** How many slides or sheets there are. */
export function countOdfPages(zip: Zip, kind: 'presentation' | 'spreadsheet'): number {
  return elements(open(zip, kind).body, kind === 'presentation' ? 'page' : 'table').length;
}

function open(zip: Zip, kind: 'text' | 'presentation' | 'spreadsheet'): { body: Element; context: Context } {
  const content = parseXml(requirePart(zip, 'content.xml'));
  const body = find(content, 'document-content', 'body', kind) ?? { name: kind, attributes: {}, children: [] };
  const styles = readStyles(readPart(zip, 'styles.xml'), content);
  const isTitled = elements(body, 'p').some((p) => styles.of(p.attributes['style-name']).names.includes('Title'));
  return {
    body,
    context: {
      styles,
      headingShift: isTitled ? 1 : 0,
      counts: new Map(),
      part: (path) => readPart(zip, path),
      notes: [],
    },
  };
}

function isFurniture(shape: Element): boolean {
  return /^(?:header|footer|date-time|page-number)$/.test(shape.attributes['presentation:class'] ?? '');
}

function propertyTitle(zip: Zip): string | null {
  return meaningfulTitle(oneLine(textOf(descendants(readPart(zip, 'meta.xml'), 'title').next().value)));
}
