import {
  continuesParagraph,
  FENCE,
  HEADING,
  ITEM,
  type Line,
  linesOf,
  listAt,
  SKIPPED,
  stanzas,
  startsTable,
} from './blocks.ts';
import { plain } from './plain.ts';
import { sentences, trimmed } from './sentences.ts';
import type { Span } from './span.ts';
import { cells, isDelimiterRow, isRow } from './table.ts';

/** The smallest thing an answer quotes: a sentence, a table row, a list, a piece of code. */
export interface Unit extends Span {
  kind: 'sentence' | 'row' | 'list' | 'code';
  /** As a reader sees it, without markup. */
  text: string;
  /** A row's cells beside their column titles (empty where the table has none). */
  cells: { title: string; value: string }[];
  /** What gives the unit its meaning without being part of it: section titles, the line a list follows. */
  context: string;
  /** Number of the paragraph, list item or table it belongs to; neighbours in one block read on. */
  block: number;
}

/** A list longer than this is quoted by its items only. */
const MAX_LIST = 600;
/** A line that announces or asks: what follows it is its answer. */
export const ANNOUNCES = /[:：?？]\W*$/;
/**
 * Cuts a passage of Markdown into units, in order, each an exact span of `text`. A list gives its items and, when it is
 * short, itself as a whole with the line that introduces it; these overlap.
 */
export function units(text: string, heading = ''): Unit[] {
  const lines = linesOf(text);
  const found: Unit[] = [];
  const titles: { level: number; title: string }[] = [];
  let lead: Span | null = null;
  let block = 0;
  const context = () =>
    [heading, ...titles.map((t) => t.title), lead ? plain(slice(text, lead)) : ''].filter(Boolean).join(' · ');
  const add = (kind: Unit['kind'], span: Span, rest: Partial<Unit> = {}) => {
    const unit = { kind, ...span, text: plain(slice(text, span)), cells: [], context: context(), block, ...rest };
    if (/[\p{L}\p{N}]/u.test(unit.text)) found.push(unit);
  };

  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    if (line === undefined) break;
    block += 1;
    const title = HEADING.exec(line.text);
    const fence = FENCE.exec(line.text)?.[1];
    if (title !== null) {
      const level = (title[1] ?? '').length;
      while ((titles.at(-1)?.level ?? 0) >= level) titles.pop();
      titles.push({ level, title: plain(title[2] ?? '') });
      lead = null;
      i += 1;
    } else if (fence !== undefined) {
      const close = lines.findIndex((l, at) => at > i && l.text.trim().startsWith(fence));
      const last = close < 0 ? lines.length : close;
      for (const span of stanzas(text, lines.slice(i + 1, last))) add('code', span, { text: slice(text, span) });
      i = last + 1;
    } else if (line.text.trim() === '' || SKIPPED.test(line.text)) {
      i += 1;
    } else if (isRow(line.text) || startsTable(lines, i)) {
      i = table(text, lines, i, (span, row) => add('row', span, row));
      lead = null;
    } else if (ITEM.test(line.text)) {
      const list = listAt(lines, i);
      const whole = { start: lead?.start ?? line.start + indent(line), end: list.end };
      if (list.items.length > 1 && whole.end - whole.start <= MAX_LIST) {
        add('list', trimmed(text, whole.start, whole.end), { text: listText(text, lead, list.items) });
      }
      for (const item of list.items) {
        block += 1;
        for (const span of sentences(text, item.start, item.end)) add('sentence', span);
      }
      lead = null;
      i = list.next;
    } else {
      let last = i;
      while (continuesParagraph(lines, last + 1)) last += 1;
      const spans = sentences(text, line.start, lines[last]?.end ?? line.end);
      for (const span of spans) add('sentence', span);
      const final = spans.at(-1);
      lead = final && ANNOUNCES.test(slice(text, final)) ? final : null;
      i = last + 1;
    }
  }
  return found;
}

/** Reads a table from line `i`, giving each row its column titles (themselves a row only if they are alone); returns the line after it. */
function table(text: string, lines: Line[], i: number, add: (span: Span, row: Partial<Unit>) => void): number {
  const titled = isDelimiterRow(lines[i + 1]?.text ?? '');
  const titles =
    titled && lines[i] ? cells(text, lines[i].start, lines[i].end).map((cell) => plain(slice(text, cell))) : [];
  let at = i;
  for (; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined || !line.text.includes('|')) break;
    if (isDelimiterRow(line.text)) continue;
    if (titled && at === i && (lines[i + 2]?.text ?? '').includes('|')) continue;
    const row = cells(text, line.start, line.end).map((cell, column) => ({
      title: titled && at > i ? (titles[column] ?? '') : '',
      value: plain(slice(text, cell)),
    }));
    const filled = row.filter((cell) => cell.value !== '');
    add(trimmed(text, line.start, line.end), { cells: filled, text: rowText(filled) });
  }
  return at;
}

/** A row in words: `title: value` pairs. */
export function rowText(row: Unit['cells']): string {
  return row.map((cell) => (cell.title === '' ? cell.value : `${cell.title}: ${cell.value}`)).join('; ');
}

function listText(text: string, lead: Span | null, items: Span[]): string {
  const list = items.map((item) => plain(slice(text, item)).replace(/[;,.]$/, '')).join('; ');
  return lead === null ? list : `${plain(slice(text, lead))} ${list}`;
}

function indent(line: Line): number {
  return line.text.length - line.text.trimStart().length;
}

function slice(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}
