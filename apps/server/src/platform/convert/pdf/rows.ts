import { type Grid, isDivided } from './grids.ts';
import type { Segment } from './segment.ts';

/** A list's marker, or a heading's number, may stand this many font sizes before its text. */
const MARKER_GAP = 4;
/** Pieces closer than this, in font sizes, belong to one line of text. */
const NEAR = 0.6;
/** Pieces closer than this are parts of one word. A space is at least twice as wide. */
const TIGHT = 0.12;

/** A bullet or a list number alone. Private-use and control characters are bullets of symbol fonts. */
export const MARKER = /^(?:[•‣⁃▪▫●○◦◆◇■□►▶➢➤✓✔∙·–—\-\u0080-\u009f\ue000-\uf8ff]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])$/;
const SECTION_NUMBER = /^\d{1,2}(?:\.\d{1,2}){0,4}\.?$/;

/**
 * Joins what stands close together on one line although the file draws it apart: words placed one by one, superscripts, and
 * list markers with their text. What a table's lines divide stays apart.
 */
export function joinAdjacent(segments: readonly Segment[], grids: readonly Grid[]): Segment[] {
  return groupRows(segments).flatMap((row) => {
    const joined: Segment[] = [];
    for (const next of row) {
      const last = joined.at(-1);
      if (last && isAdjacent(last, next) && !isDivided(grids, last.right, next.left, next.baseline - 0.3 * next.size))
        joined.splice(-1, 1, join(last, next));
      else joined.push(next);
    }
    return joined;
  });
}

function isAdjacent(last: Segment, next: Segment): boolean {
  return next.left - last.right < allowedGap(last, next) * Math.max(last.size, next.size);
}

function allowedGap(last: Segment, next: Segment): number {
  const isSection =
    (/\d\.\d/.test(last.text) || (last.bold && next.bold)) &&
    SECTION_NUMBER.test(last.text) &&
    /^\p{L}/u.test(next.text);
  return isSection || MARKER.test(last.text) ? MARKER_GAP : NEAR;
}

function join(a: Segment, b: Segment): Segment {
  const main = a.text.length >= b.text.length ? a : b;
  const [first, second] = a.rtl && b.rtl ? [b, a] : [a, b];
  const isTight =
    !a.rtl && b.left - a.right < TIGHT * Math.min(a.size, b.size) && a.text !== '' && !MARKER.test(a.text);
  return {
    ...main,
    text: first.text + (isTight ? '' : ' ') + second.text,
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    bold: a.bold && b.bold,
    mono: a.mono && b.mono,
    font: a.font === b.font || MARKER.test(a.text) ? b.font : '',
    divided: second.divided,
    rtl: a.rtl || b.rtl,
  };
}

/** Segments that share a line, top to bottom; within a line from left to right. */
export function groupRows(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = [];
  for (const segment of [...segments].sort((a, b) => a.baseline - b.baseline)) {
    const row = rows.at(-1);
    const first = row?.[0];
    const size = Math.min(first?.size ?? 0, segment.size);
    if (row && first && segment.baseline - first.baseline <= SAME_ROW * size) row.push(segment);
    else rows.push([segment]);
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left);
  return rows;
}

/** Neighbouring columns' baselines may differ this much, in font sizes, and still be one row. */
const SAME_ROW = 0.4;
