import { commonGutters, findRuns, findStrips, type Run, splitColumns, tableGutters } from './gutters.ts';
import { groupRows } from './rows.ts';
import type { Segment, Table } from './segment.ts';
import { textLength } from './segments.ts';
import { alignedTable, median, usualWidth } from './tables.ts';

/** A part of a page that is read as a whole. */
export type Region = { kind: 'text'; rows: Segment[][] } | { kind: 'table'; table: Table };

/** Columns within columns within columns: real pages have no more. */
const MAX_DEPTH = 3;
/** A page of more pieces is a drawing; looking for its columns would take long and find nothing. */
const MAX_SEGMENTS = 5_000;

/**
 * Brings a page's segments into the order of reading. Where a gutter divides the page, what is above comes first, then the
 * columns one after the other, each laid out again by itself, then what is below; columns of short pieces that align are a
 * table. (A recursive X-Y cut, after Nagy, Seth and Viswanathan, 1992, that looks for the gutter before the horizontal
 * cuts, so that lines of neighbouring columns that happen to align are not taken for rows.)
 */
export function readingOrder(segments: readonly Segment[], depth = 0): Region[] {
  const strips = findStrips(segments);
  const runs = depth < MAX_DEPTH && segments.length <= MAX_SEGMENTS ? findRuns(strips) : [];
  for (const run of runs) {
    const { kind, first, last, columns } = judge(strips, run);
    if (kind === 'gaps') continue;
    return [
      ...readingOrder(strips.slice(0, first).flat(), depth),
      ...(kind === 'table' ? readTable(strips.slice(first, last + 1), columns) : readColumns(columns, depth)),
      ...readingOrder(strips.slice(last + 1).flat(), depth),
    ];
  }
  return toRegions(groupRows(segments));
}

/** Rows with the tables among them, each where its first line stands. */
function toRegions(rows: readonly Segment[][]): Region[] {
  const regions: Region[] = [];
  const seen = new Set<Table>();
  for (const row of rows) {
    for (const { table } of row) {
      if (!table || seen.has(table)) continue;
      seen.add(table);
      regions.push({ kind: 'table', table });
    }
    const text = row.filter((segment) => !segment.table);
    const last = regions.at(-1);
    if (text.length === 0) continue;
    if (last?.kind === 'text') last.rows.push(text);
    else regions.push({ kind: 'text', rows: [text] });
  }
  return regions;
}

function readTable(strips: readonly Segment[][], columns: readonly Segment[][]): Region[] {
  const table = alignedTable(strips, columns);
  return table ? [{ kind: 'table', table }] : toRegions(groupRows(strips.flat()));
}

interface Judged {
  kind: 'columns' | 'table' | 'gaps';
  first: number;
  last: number;
  columns: Segment[][];
}

/** Lines of prose are wider than this, in font sizes; in a table at least one column is narrower. */
const NARROW = 12;

/** Columns with less than this share of the fullest one's text say little about the page. */
const SCARCE = 0.03;
/** A gutter this wide, in font sizes, or with this many pieces on each side, is no accident of spaces in justified lines. */
const WIDE_GUTTER = 1.5;
const MANY = 5;

/**
 * What a gutter divides: columns of prose; the cells of a table, which are short and stand in rows; or mere gaps in some lines,
 * such as those before a label at the right edge.
 */
function judge(strips: readonly Segment[][], run: Run): Judged {
  const inside = strips.slice(run.first, run.last + 1);
  const columns = splitColumns(inside, commonGutters(inside));
  const texts = columns.map(textLength);
  // A page's number in the margin makes no column.
  const main = columns.filter((_, index) => (texts[index] ?? 0) > SCARCE * Math.max(...texts));
  const isProse = main.every((column) => usualWidth(column) > NARROW);
  const hasTable = inside.flat().some((segment) => segment.table);
  const aligned = groupRows(inside.flat()).filter((row) => row.length > 1).length;
  const fewest = main.reduce((least, column) => Math.min(least, column.length), Infinity);
  const size = median(inside.flat().map((segment) => segment.size));
  const isWide = run.gutter.to - run.gutter.from > WIDE_GUTTER * size;
  if (isProse || hasTable) return { kind: isWide || fewest >= MANY ? 'columns' : 'gaps', ...run, columns };
  if (aligned < Math.max(2, 0.5 * fewest)) return { kind: fewest >= MANY ? 'columns' : 'gaps', ...run, columns };

  let { first, last } = run;
  // A lone line before or after a table is its caption, or a heading.
  while (first < last && strips[first]?.length === 1) first += 1;
  while (first < last && strips[last]?.length === 1) last -= 1;
  const rows = strips.slice(first, last + 1);
  const full = rows.filter((row) => row.length > 1).length;
  const cells = splitColumns(rows, tableGutters(rows));
  return { kind: full * 2 > rows.length && !isTorn(cells) ? 'table' : 'gaps', first, last, columns: cells };
}

/** Prose with a hole in it. Beside a column of prose, a second and last one holds numbers. */
function isTorn([first, second, ...others]: readonly Segment[][]): boolean {
  if (!first || !second || others.length > 0 || usualWidth(first) < 1.5 * NARROW) return false;
  return second.filter(({ text }) => /\d/.test(text)).length < second.length / 2;
}

function readColumns(columns: Segment[][], depth: number): Region[] {
  const segments = columns.flat();
  const isRtl = segments.filter((segment) => segment.rtl).length > segments.length / 2;
  return (isRtl ? columns.reverse() : columns).flatMap((column) => readingOrder(column, depth + 1));
}
