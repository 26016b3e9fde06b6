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

interface Line extends Span {
  text: string;
}

/** A list longer than this is quoted by its items only. */
const MAX_LIST = 600;
/** Code is quoted by stanzas: runs of lines up to an empty one, or this many. */
const MAX_CODE_LINES = 12;
const ITEM = /^(\s*)(?:[-*+•◦▪]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
/** A line that announces or asks: what follows it is its answer. */
export const ANNOUNCES = /[:：?？]\W*$/;
const SKIPPED = /^\s*(<!--.*-->|([-*_=]\s*){3,})\s*$/;

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
    const fence = /^\s*(`{3,}|~{3,})/.exec(line.text)?.[1];
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

function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\n]*(?:\n|$)/g)]
    .filter((match) => match[0] !== '')
    .map((match) => {
      const line = match[0].replace(/\r?\n$/, '');
      return { text: line, start: match.index, end: match.index + line.length };
    });
}

function stanzas(text: string, code: Line[]): Span[] {
  const spans: (Span & { lines: number })[] = [];
  let open = false;
  for (const line of code) {
    const current = spans.at(-1);
    if (line.text.trim() === '') open = false;
    else if (open && current && current.lines < MAX_CODE_LINES)
      Object.assign(current, { end: line.end, lines: current.lines + 1 });
    else {
      spans.push({ start: line.start, end: line.end, lines: 1 });
      open = true;
    }
  }
  return spans.map((span) => trimmed(text, span.start, span.end));
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

/** The items of a list and of the lists inside it: spans without their markers, up to the next item or block. */
function listAt(lines: Line[], from: number): { items: Span[]; end: number; next: number } {
  const items: Span[] = [];
  let i = from;
  let end = 0;
  for (; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined) break;
    const marker = ITEM.exec(line.text);
    const item = items.at(-1);
    if (marker !== null) items.push({ start: line.start + marker[0].length, end: line.end });
    else if (line.text.trim() === '') {
      const after = lines[i + 1];
      if (after === undefined || !ITEM.test(after.text)) break;
      continue;
    } else if (item !== undefined && lines[i - 1]?.text.trim() !== '' && !startsBlock(lines, i)) item.end = line.end;
    else break;
    end = line.end;
  }
  return { items, end, next: i };
}

/** A row in words: `title: value` pairs. */
export function rowText(row: Unit['cells']): string {
  return row.map((cell) => (cell.title === '' ? cell.value : `${cell.title}: ${cell.value}`)).join('; ');
}

function startsBlock(lines: Line[], i: number): boolean {
  const text = lines[i]?.text ?? '';
  return HEADING.test(text) || /^\s*(`{3,}|~{3,})/.test(text) || isRow(text) || SKIPPED.test(text);
}

/** A line of cells above a delimiter row. */
function startsTable(lines: Line[], i: number): boolean {
  return (lines[i]?.text ?? '').includes('|') && isDelimiterRow(lines[i + 1]?.text ?? '');
}

function continuesParagraph(lines: Line[], i: number): boolean {
  const line = lines[i];
  if (line === undefined || line.text.trim() === '' || ITEM.test(line.text)) return false;
  return !startsBlock(lines, i) && !startsTable(lines, i);
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
