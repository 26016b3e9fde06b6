import { trimmed } from './sentences.ts';
import type { Span } from './span.ts';
import { isDelimiterRow, isRow } from './table.ts';

/** A line of Markdown and where it stands, without its line break. */
export interface Line extends Span {
  text: string;
}

/** Code is quoted by stanzas: runs of lines up to an empty one, or this many. */
const MAX_CODE_LINES = 12;
export const ITEM = /^(\s*)(?:[-*+•◦▪]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/;
export const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
export const FENCE = /^\s*(`{3,}|~{3,})/;
export const SKIPPED = /^\s*(<!--.*-->|([-*_=]\s*){3,})\s*$/;

export function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\n]*(?:\n|$)/g)]
    .filter((match) => match[0] !== '')
    .map((match) => {
      const line = match[0].replace(/\r?\n$/, '');
      return { text: line, start: match.index, end: match.index + line.length };
    });
}

/** The stanzas of a piece of code. */
export function stanzas(text: string, code: Line[]): Span[] {
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

/** The items of a list and of the lists inside it: spans without their markers, up to the next item or block. */
export function listAt(lines: Line[], from: number): { items: Span[]; end: number; next: number } {
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

function startsBlock(lines: Line[], i: number): boolean {
  const text = lines[i]?.text ?? '';
  return HEADING.test(text) || FENCE.test(text) || isRow(text) || SKIPPED.test(text);
}

/** A line of cells above a delimiter row. */
export function startsTable(lines: Line[], i: number): boolean {
  return (lines[i]?.text ?? '').includes('|') && isDelimiterRow(lines[i + 1]?.text ?? '');
}

/** Whether line `i` belongs to the paragraph of the line before it. */
export function continuesParagraph(lines: Line[], i: number): boolean {
  const line = lines[i];
  if (line === undefined || line.text.trim() === '' || ITEM.test(line.text)) return false;
  return !startsBlock(lines, i) && !startsTable(lines, i);
}
