import { commonGutters, findRuns, findStrips, type Interval, type Run } from './gutters.ts';
import { groupRows } from './rows.ts';
import type { Segment } from './segment.ts';

/** A part of a page that is read as a whole. */
export type Region = { kind: 'text'; rows: Segment[][] } | { kind: 'table'; cells: string[][] };

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
  return segments.length === 0 ? [] : [{ kind: 'text', rows: groupRows(segments) }];
}

interface Judged {
  kind: 'columns' | 'table' | 'gaps';
  first: number;
  last: number;
  columns: Segment[][];
}

/** Lines of prose are wider than this, in font sizes; in a table at least one column is narrower. */
const NARROW = 12;

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
  const widths = columns.map((column) => median(column.map(({ left, right, size }) => (right - left) / size)));
  const aligned = groupRows(inside.flat()).filter((row) => row.length > 1).length;
  const fewest = columns.reduce((least, column) => Math.min(least, column.length), Infinity);
  const size = median(inside.flat().map((segment) => segment.size));
  const isWide = run.gutter.to - run.gutter.from > WIDE_GUTTER * size;
  if (widths.every((width) => width > NARROW))
    return { kind: isWide || fewest >= MANY ? 'columns' : 'gaps', ...run, columns };
  if (aligned < Math.max(2, 0.5 * fewest)) return { kind: fewest >= MANY ? 'columns' : 'gaps', ...run, columns };

  let { first, last } = run;
  // A lone line before or after a table is its caption, or a heading.
  while (first < last && strips[first]?.length === 1) first += 1;
  while (first < last && strips[last]?.length === 1) last -= 1;
  const rows = strips.slice(first, last + 1);
  const full = rows.filter((row) => row.length > 1).length;
  return {
    kind: full * 2 > rows.length ? 'table' : 'gaps',
    first,
    last,
    columns: splitColumns(rows, tableGutters(rows)),
  };
}

/** A table's gutters. Cells of its head may span columns, so up to two rows of it are ignored if that shows more gutters. */
function tableGutters(strips: readonly Segment[][]): Interval[] {
  const candidates = [0, 1, 2]
    .filter((rows) => rows * 2 < strips.length)
    .map((rows) => commonGutters(strips.slice(rows)));
  return candidates.reduce((most, gutters) => (gutters.length > most.length ? gutters : most));
}

function readColumns(columns: Segment[][], depth: number): Region[] {
  const segments = columns.flat();
  const isRtl = segments.filter((segment) => segment.rtl).length > segments.length / 2;
  return (isRtl ? columns.reverse() : columns).flatMap((column) => readingOrder(column, depth + 1));
}

function splitColumns(strips: readonly Segment[][], gutters: readonly Interval[]): Segment[][] {
  const edges = gutters.map(({ from, to }) => (from + to) / 2);
  const columns = [-Infinity, ...edges].map((): Segment[] => []);
  for (const segment of strips.flat()) {
    const middle = (segment.left + segment.right) / 2;
    columns[edges.filter((edge) => edge < middle).length]?.push(segment);
  }
  return columns.filter((column) => column.length > 0);
}

/**
 * A table's grid, one row for each strip: cells that are set half a line lower than their neighbours belong to the same row.
 * A row that only continues one cell of the row above, close below it, is added to that cell.
 */
function readTable(strips: readonly Segment[][], columns: readonly Segment[][]): Region[] {
  if (strips.length < 2 || (strips.length < 3 && columns.length < 3))
    return [{ kind: 'text', rows: groupRows(strips.flat()) }];
  const columnOf = new Map(columns.flatMap((column, index) => column.map((segment) => [segment, index] as const)));
  const cells: string[][] = [];
  let bottom = -Infinity;
  for (const strip of strips) {
    const line = columns.map(() => '');
    for (const segment of groupRows(strip).flat()) {
      const column = columnOf.get(segment) ?? 0;
      line[column] = `${line[column]} ${segment.text}`.trim();
    }
    const [only, ...others] = strip;
    const above = cells.at(-1);
    const column = line.findIndex((text) => text !== '');
    const isClose = only !== undefined && only.baseline - bottom < 1.4 * only.size;
    if (above && isClose && others.length === 0 && column > 0 && above[column] !== '')
      above[column] = `${above[column]} ${line[column]}`;
    else cells.push(line);
    bottom = strip.reduce((most, segment) => Math.max(most, segment.baseline), -Infinity);
  }
  return [{ kind: 'table', cells }];
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
