import { trimmed } from './sentences.ts';
import type { Span } from './span.ts';

const DELIMITER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Whether a line is the `| - | - |` under a table's header. */
export function isDelimiterRow(line: string): boolean {
  return line.includes('|') && DELIMITER.test(line);
}

/** Whether a line looks like a table's row on its own: a passage may begin in the middle of a table. */
export function isRow(line: string): boolean {
  return /^\s*\|.*\|\s*$/.test(line);
}

/** Cells of a row, as spans of `text`; an escaped `\|` stays inside its cell. */
export function cells(text: string, start: number, end: number): Span[] {
  const line = trimmed(text, start, end);
  const bars: number[] = [];
  for (let i = line.start; i < line.end; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '|') bars.push(i);
  }
  if (bars[0] !== line.start) bars.unshift(line.start - 1);
  if (bars.at(-1) !== line.end - 1 || bars.length === 1) bars.push(line.end);
  return bars.slice(1).map((bar, i) => trimmed(text, (bars[i] ?? 0) + 1, bar));
}
