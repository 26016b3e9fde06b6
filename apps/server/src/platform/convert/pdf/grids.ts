import type { Drawing, Rule, Rules } from './rules.ts';

/** A table's grid as drawn: `xs` and `ys` are the lines between its columns and rows, outer ones included. */
export interface Grid {
  xs: number[];
  ys: number[];
  /** For each cell of the grid, by rows, the number of the cell it is part of: merged cells share one. */
  cells: number[][];
}

/** Lines this close are one, in points: double lines, and edges of neighbouring areas. */
const SAME = 3;
/** Beyond, in each direction, lines are a drawing: as drawn, and after those that continue each other are one. */
const MAX_RULES = 3_000;
const MAX_LINES = 500;
/** Beyond, a grid is squared paper. */
const MAX_CELLS = 10_000;
/** Text may touch the line beside it by this much, in points. */
const EDGE = 1;
/** A line that runs along this much of a cell's edge divides it from its neighbour. */
const COVERS = 0.6;

/**
 * The grids that a page's lines form, each from lines that touch. What has but one column or one row is a frame, a bar or an
 * underline, and left out; lines that only run across are for `findBands`.
 */
export function findGrids({ lines, edges }: Drawing): Grid[] {
  const drawn = gridsOf(lines);
  if (edges.horizontal.length === 0) return drawn;
  // A coloured row or column reaches all through the table; other areas may only lie behind a line of text.
  const isWhole = (list: 'xs' | 'ys') => (rule: Rule) =>
    drawn.some(({ [list]: places }) => isNear(places[0], rule.from) && isNear(places.at(-1), rule.to));
  const grids = gridsOf({
    horizontal: [...lines.horizontal, ...mergeRules(edges.horizontal).filter(isWhole('xs'))],
    vertical: [...lines.vertical, ...mergeRules(edges.vertical).filter(isWhole('ys'))],
  });
  // Where there are no lines, areas alone may make a table.
  const coloured = gridsOf(edges).filter((grid) => !grids.some((other) => overlap(grid, other)));
  return [...grids, ...coloured];
}

function isNear(place: number | undefined, other: number): boolean {
  return place !== undefined && Math.abs(other - place) <= SAME;
}

function overlap(a: Grid, b: Grid): boolean {
  const meet = (one: readonly number[], other: readonly number[]) =>
    (one[0] ?? 0) < (other.at(-1) ?? 0) && (other[0] ?? 0) < (one.at(-1) ?? 0);
  return meet(a.xs, b.xs) && meet(a.ys, b.ys);
}

function gridsOf({ horizontal, vertical }: Rules): Grid[] {
  if (vertical.length === 0 || horizontal.length === 0) return [];
  const across = mergeRules(horizontal);
  const down = mergeRules(vertical);
  if (across.length > MAX_LINES || down.length > MAX_LINES) return [];
  return connect(across, down).flatMap((group) => {
    const xs = positions([...group.down.map(({ at }) => at), ...group.across.flatMap(({ from, to }) => [from, to])]);
    const ys = positions([...group.across.map(({ at }) => at), ...group.down.flatMap(({ from, to }) => [from, to])]);
    if (xs.length < 3 || ys.length < 3 || xs.length * ys.length > MAX_CELLS) return [];
    return [{ xs, ys, cells: mergeCells(xs, ys, group.across, group.down) }];
  });
}

/** The number of the cell at a place; `undefined` outside of the grid. */
export function cellAt({ xs, ys, cells }: Grid, x: number, y: number): number | undefined {
  const column = xs.findLastIndex((line) => line <= x);
  const row = ys.findLastIndex((line) => line <= y);
  return cells[row]?.[column];
}

/** Whether a drawn line stands between two pieces of text at one height, of which one ends, the other begins at a place. */
export function isDivided(grids: readonly Grid[], end: number, start: number, y: number): boolean {
  return grids.some((grid) => cellAt(grid, end - EDGE, y) !== cellAt(grid, start + EDGE, y));
}

/** Bands between lines of the same length: a table with lines only across it. */
export interface Bands {
  left: number;
  right: number;
  ys: number[];
}

/** Groups of at least three lines across that begin and end together. */
export function findBands({ horizontal }: Rules): Bands[] {
  const groups: Rule[][] = [];
  for (const rule of mergeRules(horizontal)) {
    const group = groups.find(
      ([first]) => first && Math.abs(first.from - rule.from) < SAME && Math.abs(first.to - rule.to) < SAME,
    );
    if (group) group.push(rule);
    else groups.push([rule]);
  }
  return groups.flatMap((group) => {
    const ys = positions(group.map(({ at }) => at));
    const [first] = group;
    return first && ys.length >= 3 ? [{ left: first.from, right: first.to, ys }] : [];
  });
}

/** Lines on each other, or that continue each other, as one. */
function mergeRules(rules: readonly Rule[]): Rule[] {
  if (rules.length > MAX_RULES) return [];
  const merged: Rule[] = [];
  for (const rule of [...rules].sort((a, b) => Math.round(a.at) - Math.round(b.at) || a.from - b.from)) {
    const same = merged.findLast(
      (other) => Math.abs(other.at - rule.at) < 1 && rule.from <= other.to + SAME && rule.to >= other.from - SAME,
    );
    if (same) {
      same.from = Math.min(same.from, rule.from);
      same.to = Math.max(same.to, rule.to);
    } else merged.push({ ...rule });
  }
  return merged;
}

interface Group {
  across: Rule[];
  down: Rule[];
}

/** Sets of lines that touch each other, directly or through others. */
function connect(across: readonly Rule[], down: readonly Rule[]): Group[] {
  const owner = new Map<Rule, Group>();
  for (const horizontal of across) {
    for (const vertical of down) {
      const isTouching =
        vertical.at >= horizontal.from - SAME &&
        vertical.at <= horizontal.to + SAME &&
        horizontal.at >= vertical.from - SAME &&
        horizontal.at <= vertical.to + SAME;
      if (!isTouching) continue;
      const one = owner.get(horizontal) ?? { across: [horizontal], down: [] };
      const other = owner.get(vertical) ?? { across: [], down: [vertical] };
      if (one === other) continue;
      one.across.push(...other.across);
      one.down.push(...other.down);
      for (const rule of [...one.across, ...one.down]) owner.set(rule, one);
    }
  }
  return [...new Set(owner.values())];
}

/** Different places in ascending order; those close together count as their first. */
function positions(places: readonly number[]): number[] {
  const found: number[] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    if (found.length === 0 || place - (found.at(-1) ?? 0) > SAME) found.push(place);
  }
  return found;
}

/** Neighbours without a line between them are one cell; cells that are not rectangles then are left as they were. */
function mergeCells(xs: readonly number[], ys: readonly number[], across: readonly Rule[], down: readonly Rule[]) {
  const width = xs.length - 1;
  const height = ys.length - 1;
  const cells = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => row * width + column),
  );
  const hasLine = (rules: readonly Rule[], at: number, from: number, to: number) => {
    let covered = 0;
    for (const rule of rules)
      if (Math.abs(rule.at - at) <= SAME) covered += Math.max(0, Math.min(to, rule.to) - Math.max(from, rule.from));
    return covered >= COVERS * (to - from);
  };
  const at = (list: readonly number[], index: number) => list[index] ?? 0;
  for (const [row, line] of cells.entries()) {
    for (let column = 1; column < width; column += 1) {
      if (!hasLine(down, at(xs, column), at(ys, row), at(ys, row + 1))) line[column] = line[column - 1] ?? 0;
    }
  }
  for (let row = 1; row < height; row += 1) {
    const [above, line] = [cells[row - 1] ?? [], cells[row] ?? []];
    for (let column = 0; column < width; ) {
      let end = column + 1;
      while (end < width && line[end] === line[column]) end += 1;
      const isOpen = !hasLine(across, at(ys, row), at(xs, column), at(xs, end));
      const isSameWidth =
        above[column - 1] !== above[column] &&
        above[end] !== above[end - 1] &&
        above.slice(column, end).every((cell) => cell === above[column]);
      if (isOpen && isSameWidth) line.fill(above[column] ?? 0, column, end);
      column = end;
    }
  }
  return cells;
}
