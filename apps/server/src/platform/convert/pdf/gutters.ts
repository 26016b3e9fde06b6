import type { Segment } from './segment.ts';

/** An empty stretch from left to right, in points. */
export interface Interval {
  from: number;
  to: number;
}

/** A run of strips, ends included, and a gutter that none of them touches. */
export interface Run {
  first: number;
  last: number;
  gutter: Interval;
}

/** The narrowest gutter, in font sizes. */
const MIN_GUTTER = 0.7;

/** Segments that overlap in height, from top to bottom. The letters' own height counts, so that tight lines stay apart. */
export function findStrips(segments: readonly Segment[]): Segment[][] {
  const strips: Segment[][] = [];
  let bottom = -Infinity;
  for (const segment of [...segments].sort((a, b) => top(a) - top(b))) {
    if (top(segment) < bottom) strips.at(-1)?.push(segment);
    else strips.push([segment]);
    bottom = Math.max(bottom, segment.baseline);
  }
  return strips;
}

function top(segment: Segment): number {
  return segment.baseline - 0.7 * segment.size;
}

/**
 * Runs of strips along a gutter, those with the most text on both sides first: the page's columns, tables. At least two
 * pieces stand on each side, or it is no more than a gap in a line.
 */
export function findRuns(strips: readonly Segment[][]): Run[] {
  const runs: { run: Run; weight: number }[] = [];
  /** No run is followed twice. */
  const seen: Run[] = [];
  for (const [index, strip] of strips.entries()) {
    for (const gap of gapsBetween(strip)) {
      const isKnown = seen.some(({ last, gutter }) => last >= index && gutter.from < gap.to && gutter.to > gap.from);
      if (isKnown) continue;
      const run = extend(strips, index, gap);
      seen.push(run);
      const weight = weigh(strips, run);
      if (weight >= 2) runs.push({ run, weight });
    }
  }
  return runs.sort((a, b) => b.weight - a.weight).map(({ run }) => run);
}

/** All gutters that run through every one of the strips, from left to right. */
export function commonGutters(strips: readonly Segment[][]): Interval[] {
  return gapsBetween(strips.flat());
}

/** The gaps between what segments cover from left to right. */
function gapsBetween(segments: readonly Segment[]): Interval[] {
  const found: Interval[] = [];
  let right: number | undefined;
  for (const segment of [...segments].sort((a, b) => a.left - b.left)) {
    if (right !== undefined && segment.left - right > MIN_GUTTER * segment.size)
      found.push({ from: right, to: segment.left });
    right = Math.max(right ?? -Infinity, segment.right);
  }
  return found;
}

function extend(strips: readonly Segment[][], start: number, gap: Interval): Run {
  let gutter = gap;
  let last = start;
  let first = start;
  for (let next = free(gutter, strips[last + 1]); next; next = free(gutter, strips[last + 1])) {
    gutter = next;
    last += 1;
  }
  for (let next = free(gutter, strips[first - 1]); next; next = free(gutter, strips[first - 1])) {
    gutter = next;
    first -= 1;
  }
  return { first, last, gutter };
}

/** The widest part of a gutter that a further strip leaves free. */
function free(gutter: Interval, strip: readonly Segment[] | undefined): Interval | undefined {
  if (!strip) return undefined;
  let widest: Interval | undefined;
  let from = gutter.from;
  const offer = (to: number, size: number) => {
    if (to - from > Math.max(MIN_GUTTER * size, (widest?.to ?? 0) - (widest?.from ?? 0))) widest = { from, to };
  };
  for (const segment of [...strip].sort((a, b) => a.left - b.left)) {
    if (segment.right <= gutter.from || segment.left >= gutter.to) continue;
    offer(Math.min(segment.left, gutter.to), segment.size);
    from = Math.max(from, segment.right);
  }
  offer(gutter.to, strip[0]?.size ?? 0);
  return widest;
}

function weigh(strips: readonly Segment[][], { first, last, gutter }: Run): number {
  let left = 0;
  let right = 0;
  for (const segment of strips.slice(first, last + 1).flat()) {
    if (segment.right <= gutter.from) left += 1;
    else right += 1;
  }
  return Math.min(left, right);
}

/** A table's gutters. Cells of its head may span columns, so up to two rows of it are ignored if that shows more gutters. */
export function tableGutters(strips: readonly Segment[][]): Interval[] {
  const candidates = [0, 1, 2]
    .filter((rows) => rows * 2 < strips.length)
    .map((rows) => commonGutters(strips.slice(rows)));
  return candidates.reduce((most, gutters) => (gutters.length > most.length ? gutters : most));
}

/** What stands between the gutters, from left to right. */
export function splitColumns(strips: readonly Segment[][], gutters: readonly Interval[]): Segment[][] {
  const edges = gutters.map(({ from, to }) => (from + to) / 2);
  const columns = [-Infinity, ...edges].map((): Segment[] => []);
  for (const segment of strips.flat()) {
    const middle = (segment.left + segment.right) / 2;
    columns[edges.filter((edge) => edge < middle).length]?.push(segment);
  }
  return columns.filter((column) => column.length > 0);
}
