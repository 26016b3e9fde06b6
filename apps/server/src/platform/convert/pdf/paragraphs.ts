import { MARKER } from './rows.ts';
import type { Segment } from './segment.ts';

/** A line of text, put together from the segments of one row. */
export interface Line extends Segment {
  /** The segments it is made of; code needs their places. */
  parts: readonly Segment[];
}

/** Lines that belong together. */
export interface Paragraph {
  kind: 'text' | 'item' | 'code';
  lines: Line[];
}

/** A list marker at the start of a line, with the blank after it. */
const ITEM = /^([•‣⁃▪▫●○◦◆◇■□►▶➢➤✓✔∙·\u0080-\u009f\ue000-\uf8ff]|[–—-](?= )|\(?(?:\d{1,3}|[a-z])[.)](?= ))\s*(?=\S)/;

export function splitMarker(text: string): { marker: string; rest: string } | undefined {
  const marker = ITEM.exec(text);
  return marker ? { marker: marker[1] ?? '', rest: text.slice(marker[0].length) } : undefined;
}

export function toLine(row: readonly Segment[]): Line {
  const parts = row;
  const main = row.reduce((longest, segment) => (segment.text.length > longest.text.length ? segment : longest));
  const inOrder = main.rtl ? [...row].reverse() : row;
  return {
    ...main,
    text: inOrder.map((segment) => segment.text).join(' '),
    left: Math.min(...row.map((segment) => segment.left)),
    right: Math.max(...row.map((segment) => segment.right)),
    bold: row.every((segment) => segment.bold),
    mono: row.every((segment) => segment.mono),
    font: row.every((segment) => segment.font === main.font) ? main.font : '',
    divided: inOrder.at(-1)?.divided ?? false,
    parts,
  };
}

/**
 * Groups a region's lines into paragraphs, list items and code.
 *
 * @param isCode whether equally wide letters mean code here; not where the whole document has them
 */
export function splitParagraphs(lines: readonly Line[], isCode: boolean): Paragraph[] {
  const column = measure(lines);
  const paragraphs: Paragraph[] = [];
  for (const [index, line] of lines.entries()) {
    const current = paragraphs.at(-1);
    const above = lines[index - 1];
    const kind = isCode && line.mono ? 'code' : splitMarker(line.text) && !MARKER.test(line.text) ? 'item' : 'text';
    if (current && above && !beginsParagraph(line, above, current, kind, column)) current.lines.push(line);
    else paragraphs.push({ kind, lines: [line] });
  }
  return paragraphs;
}

interface Column {
  /** Where most lines begin. */
  left: number;
  right: number;
  /** Distance between the lines of a paragraph, in font sizes. */
  pitch: number;
}

function measure(lines: readonly Line[]): Column {
  const pitches: number[] = [];
  for (const [index, line] of lines.entries()) {
    const above = lines[index - 1];
    const distance = above ? (line.baseline - above.baseline) / line.size : 0;
    if (above && Math.abs(above.size - line.size) < 0.5 && distance > 0.8 && distance < 2.5) pitches.push(distance);
  }
  pitches.sort((a, b) => a - b);
  return {
    left: commonest(lines.map((line) => Math.round(line.left))),
    right: lines.reduce((most, line) => Math.max(most, line.right), -Infinity),
    // Paragraphs of one or two lines make wide distances common; the lower third is within paragraphs.
    pitch: pitches[Math.floor(pitches.length / 3)] ?? 1.2,
  };
}

function commonest(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
}

/** A line of a table of contents, which ends in a page number. */
const CONTENTS_ENTRY = / … \S{1,6}$/;

function beginsParagraph(
  line: Line,
  above: Line,
  current: Paragraph,
  kind: Paragraph['kind'],
  column: Column,
): boolean {
  if (kind === 'code' || current.kind === 'code') return kind !== current.kind;
  if (kind === 'item' && isListed(line, above, current)) return true;
  if (CONTENTS_ENTRY.test(above.text)) return true;
  const size = Math.max(line.size, above.size);
  if (Math.abs(line.size - above.size) > 0.07 * size || line.bold !== above.bold) return true;
  if (line.font !== above.font && line.font !== '' && above.font !== '') return true;
  const distance = line.baseline - above.baseline;
  if (distance < 0 || distance > Math.max(column.pitch * 1.25, column.pitch + 0.25) * size) return true;
  if (line.rtl) return false;
  const indent = line.left - column.left;
  const isIndented = indent > 0.8 * size && indent < 4 * size && Math.abs(above.left - column.left) < 0.4 * size;
  const isOutdented = indent < -0.8 * size && Math.abs(above.left - column.left) < 0.4 * size;
  if (current.kind === 'text' && (isIndented || isOutdented)) return true;
  if (current.kind === 'item' && line.left < (current.lines[0]?.left ?? 0) - 0.8 * size) return true;
  return endedEarly(above, line, column);
}

/** `2.` at the start of a line may be the end of a sentence, too; a bullet may not. */
function isListed(line: Line, above: Line, current: Paragraph): boolean {
  if (!/^\(?[\da-z]/.test(line.text)) return true;
  return current.kind === 'item' || /[.:;!?]$/.test(above.text) || Math.abs(line.left - above.left) > 0.5 * line.size;
}

/** A line that had room for the next one's first word was ended on purpose. */
function endedEarly(above: Line, line: Line, column: Column): boolean {
  if (above.divided || !/[.:!?…。)\]"”’]$/.test(above.text) || /^\p{Ll}/u.test(line.text)) return false;
  const firstWord = (line.text.indexOf(' ') + 1 || line.text.length) / line.text.length;
  return column.right - above.right > firstWord * (line.right - line.left) + above.size;
}
