import { type Bands, cellAt, type Grid } from './grids.ts';
import { findStrips, splitColumns, tableGutters } from './gutters.ts';
import { groupRows } from './rows.ts';
import type { Segment, Table } from './segment.ts';

/** Of a grid's cells, at least this share has text, or it is a drawing. */
const MIN_FILLED = 0.3;
/** The least cells with text: a head of two and a value. */
const MIN_CELLS = 3;
/** Cells with more text than this, in characters, are columns of prose with a frame. */
const MAX_MEDIAN = 400;

/**
 * Takes the lines that stand in drawn tables out of a page's; for each table, empty lines that fill its place are put in, so
 * that it is read where it stands.
 */
export function placeTables(segments: readonly Segment[], grids: readonly Grid[], bands: readonly Bands[]): Segment[] {
  let rest = [...segments];
  const place = (table: Table | undefined, left: number, right: number, top: number, bottom: number) => {
    if (!table) return;
    const inside = new Set(table.cells.flat(2));
    rest = rest.filter((segment) => !inside.has(segment));
    rest.push(...standIns(table, left, right, top, bottom));
  };
  for (const grid of grids) {
    const [left = 0, right = 0] = [grid.xs[0], grid.xs.at(-1)];
    const [top = 0, bottom = 0] = [grid.ys[0], grid.ys.at(-1)];
    const table = griddedTable(
      grid,
      rest.filter((segment) => isWithin(segment, left, right, top, bottom)),
    );
    place(table, left, right, top, bottom);
  }
  for (const { left, right, ys } of bands) {
    const [top = 0, bottom = 0] = [ys[0], ys.at(-1)];
    const inside = rest.filter((segment) => isWithin(segment, left, right, top, bottom));
    place(bandedTable(inside, ys), left, right, top, bottom);
  }
  return rest;
}

function middle({ left, right, baseline, size }: Segment): [number, number] {
  return [(left + right) / 2, baseline - 0.3 * size];
}

function isWithin(segment: Segment, left: number, right: number, top: number, bottom: number): boolean {
  const [x, y] = middle(segment);
  return !segment.table && x > left && x < right && y > top && y < bottom;
}

/** Lines for the time of finding the order of reading, as high and as far apart as text. */
function standIns(table: Table, left: number, right: number, top: number, bottom: number): Segment[] {
  const size = table.cells.flat(2)[0]?.size ?? 10;
  const count = Math.max(1, Math.floor((bottom - top) / (1.2 * size)));
  return Array.from({ length: count }, (_, index) => ({
    text: '',
    left,
    right,
    baseline: top + ((index + 0.85) * (bottom - top)) / count,
    size,
    bold: false,
    mono: false,
    font: '',
    divided: false,
    rtl: false,
    table,
  }));
}

/** A table whose cells are drawn; `undefined` where too few of them have text. */
function griddedTable(grid: Grid, segments: readonly Segment[]): Table | undefined {
  const texts = new Map<number, Segment[]>();
  for (const segment of segments) {
    const cell = cellAt(grid, ...middle(segment));
    if (cell === undefined) continue;
    const lines = texts.get(cell);
    if (lines) lines.push(segment);
    else texts.set(cell, [segment]);
  }
  for (const [cell, lines] of texts) texts.set(cell, groupRows(lines).flat());
  const rows = transpose(withOwnText(transpose(withOwnText(grid.cells, texts)), texts));
  const count = new Set(rows.flat()).size;
  if (rows.length < 2 || (rows[0]?.length ?? 0) < 2 || texts.size < Math.max(MIN_CELLS, MIN_FILLED * count))
    return undefined;
  const lengths = [...texts.values()].map((lines) => lines.reduce((sum, { text }) => sum + text.length, 0));
  if (median(lengths) > MAX_MEDIAN) return undefined;
  const cells = rows.flatMap((row) => splitRow(row.map((cell) => texts.get(cell) ?? [])));
  return { cells: inReadingOrder(cells) };
}

/** Leaves out rows that have no text, or only that of cells which begin above. */
function withOwnText(rows: readonly number[][], texts: ReadonlyMap<number, unknown>): number[][] {
  return rows.filter((row, index) => row.some((cell, at) => texts.has(cell) && rows[index - 1]?.[at] !== cell));
}

function transpose(rows: readonly number[][]): number[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? -1));
}

/** The first column of Arabic or Hebrew tables is the rightmost. */
function inReadingOrder(cells: Segment[][][]): Segment[][][] {
  const segments = cells.flat(2);
  const isRtl = segments.filter((segment) => segment.rtl).length > segments.length / 2;
  return isRtl ? cells.map((row) => row.reverse()) : cells;
}

/** From this many lines on, cells that all have them side by side are rows without lines between. */
const MIN_ROWS = 3;

/** Rows that have no line drawn between them: each column has a piece of text on each line. */
function splitRow(cells: readonly Segment[][]): Segment[][][] {
  const lines = groupRows([...new Set(cells.flat())]);
  const filled = cells.filter((cell) => cell.length > 0);
  const isEven = filled.every((cell) => groupRows(cell).length === lines.length && cell.length === lines.length);
  if (lines.length < MIN_ROWS || filled.length < 2 || !isEven || isWrapped(filled)) return [[...cells]];
  return lines.map((line) => cells.map((cell) => cell.filter((segment) => line.includes(segment))));
}

/** Lines of prose are about equally long, but for the last. */
function isWrapped(cells: readonly Segment[][]): boolean {
  return cells.some((cell) => {
    const widths = cell.map(({ left, right }) => right - left);
    const widest = Math.max(...widths);
    return (
      widths.length > 1 &&
      widths.slice(0, -1).every((width) => width > 0.8 * widest) &&
      widest > 20 * (cell[0]?.size ?? 0)
    );
  });
}

/** Columns of prose between lines are at least this wide, in font sizes. */
const NARROW = 15;

/** A table with lines only across it: its columns stand apart, and at least one of them is narrower than prose. */
function bandedTable(segments: readonly Segment[], ys: readonly number[]): Table | undefined {
  const strips = findStrips(segments);
  if (strips.length < 2) return undefined;
  const columns = splitColumns(strips, tableGutters(strips));
  const full = strips.filter((strip) => strip.length > 1).length;
  if (columns.length < 2 || full * 2 < strips.length) return undefined;
  const isProse = columns.every((column) => usualWidth(column) > NARROW);
  return isProse ? undefined : alignedTable(strips, columns, ys);
}

/**
 * A table whose cells stand in columns, one row for each strip: cells that are set half a line lower than their neighbours
 * belong to the same row. A row that only continues one cell of the row above, close below it, is added to that cell.
 *
 * @param ys lines drawn across it. Where there is one for every two lines of text, what is between two of them is one row
 */
export function alignedTable(
  strips: readonly Segment[][],
  columns: readonly Segment[][],
  ys: readonly number[] = [],
): Table | undefined {
  if (strips.length < 2 || (strips.length < 3 && columns.length < 3)) return undefined;
  const columnOf = new Map(columns.flatMap((column, index) => column.map((segment) => [segment, index] as const)));
  const isRuled = ys.length > 3 && (ys.length - 1) * 2 >= strips.length;
  const cells: Segment[][][] = [];
  let bottom = -Infinity;
  for (const strip of strips) {
    const line = columns.map((): Segment[] => []);
    for (const segment of groupRows(strip).flat()) line[columnOf.get(segment) ?? 0]?.push(segment);
    const [only, ...others] = strip;
    const above = cells.at(-1);
    const column = line.findIndex((cell) => cell.length > 0);
    const isClose = only !== undefined && only.baseline - bottom < 1.4 * only.size;
    const isLone = others.length === 0 && column > 0 && (above?.[column]?.length ?? 0) > 0;
    const isUndivided = isRuled && !ys.some((y) => y > bottom && y < (only?.baseline ?? 0));
    if (above && (isUndivided || (isClose && isLone)))
      for (const [index, cell] of line.entries()) above[index]?.push(...cell);
    else cells.push(line);
    bottom = strip.reduce((most, segment) => Math.max(most, segment.baseline), -Infinity);
  }
  return cells.length < 2 ? undefined : { cells: inReadingOrder(cells) };
}

/** The width, in font sizes, of the lines that hold the middle of a column's text: single short ones say nothing. */
export function usualWidth(column: readonly Segment[]): number {
  const widths = column.map(({ left, right, size }) => (right - left) / size).sort((a, b) => a - b);
  const half = widths.reduce((sum, width) => sum + width, 0) / 2;
  let sum = 0;
  for (const width of widths) {
    sum += width;
    if (sum >= half) return width;
  }
  return 0;
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
