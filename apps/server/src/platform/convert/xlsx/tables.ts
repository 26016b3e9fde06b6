import { markdownTable } from '../table.ts';
import type { Cells } from './sheet.ts';

/** A rectangle of cells, both ends included. */
interface Region {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** With more pieces than this a sheet is no set of tables but one loose arrangement. */
const MAX_REGIONS = 100;

/**
 * A sheet's tables. Cells that touch form one, and so do groups of cells whose rectangles overlap; a single cell is a line of
 * text. From top to bottom, then left to right.
 */
export function tablesOf(cells: Cells): string[] {
  const rows = [...cells.keys()].sort((a, b) => a - b);
  const regions = joinNeighbours(connectedRegions(cells, rows));
  if (regions.length > MAX_REGIONS) return [markdownTable(compact(rows.map((row) => rowOf(cells, row, 0, Infinity))))];
  return regions
    .sort((a, b) => a.top - b.top || a.left - b.left)
    .map((region) => {
      const inside = rows.filter((row) => row >= region.top && row <= region.bottom);
      return render(inside.map((row) => rowOf(cells, row, region.left, region.right)));
    });
}

type Row = [column: number, text: string][];

function rowOf(cells: Cells, row: number, left: number, right: number): Row {
  const inside = [...(cells.get(row) ?? [])].filter(([column]) => column >= left && column <= right);
  return inside.sort(([a], [b]) => a - b);
}

function render(rows: readonly Row[]): string {
  const [only, ...more] = rows.flat();
  return only && more.length === 0 ? only[1] : markdownTable(compact(rows));
}

/** With more empty places than this for each filled one, columns mean nothing. */
const MAX_EMPTINESS = 20;

/** Rows without the columns that are empty in all of them; a scattering of cells without any columns. */
function compact(rows: readonly Row[]): string[][] {
  const columns = [...new Set(rows.flatMap((row) => row.map(([column]) => column)))].sort((a, b) => a - b);
  const filled = rows.reduce((sum, row) => sum + row.length, 0);
  if (columns.length * rows.length > filled * MAX_EMPTINESS) return rows.map((row) => row.map(([, text]) => text));
  const places = new Map(columns.map((column, place) => [column, place]));
  return rows.map((row) => {
    const line: string[] = [];
    for (const [column, text] of row) line[places.get(column) ?? 0] = text;
    return Array.from(line, (text) => text ?? '');
  });
}

/** Connected components over the four neighbours, by union-find along the rows. */
function connectedRegions(cells: Cells, rows: readonly number[]): Region[] {
  const regions: (Region & { joined?: number })[] = [];
  const root = (index: number): number => {
    let at = index;
    for (let next = regions[at]?.joined; next !== undefined; next = regions[at]?.joined) at = next;
    return at;
  };
  let above = new Map<number, number>();
  let aboveRow = -2;
  for (const row of rows) {
    const current = new Map<number, number>();
    for (const [column] of rowOf(cells, row, 0, Infinity)) {
      const up = row === aboveRow + 1 ? above.get(column) : undefined;
      const touching = [current.get(column - 1), up].filter((index) => index !== undefined).map(root);
      const index = touching[0] ?? regions.length;
      if (touching.length === 0) regions.push({ top: row, bottom: row, left: column, right: column });
      const region = regions[index];
      for (const other of touching) {
        const merged = regions[other];
        if (other === index || !region || !merged || merged.joined !== undefined) continue;
        Object.assign(region, union(region, merged));
        merged.joined = index;
      }
      if (region) Object.assign(region, union(region, { top: row, bottom: row, left: column, right: column }));
      current.set(column, index);
    }
    above = current;
    aboveRow = row;
  }
  return regions.filter((region) => region.joined === undefined);
}

/** Joins regions that overlap, and those of the same rows side by side: a table with an empty column. */
function joinNeighbours(regions: Region[]): Region[] {
  if (regions.length > MAX_REGIONS) return regions;
  for (const [index, a] of regions.entries()) {
    const other = regions.findIndex((b, at) => at > index && (overlap(a, b) || sideBySide(a, b)));
    const b = regions[other];
    if (b) return joinNeighbours([...regions.filter((region) => region !== a && region !== b), union(a, b)]);
  }
  return regions;
}

function overlap(a: Region, b: Region): boolean {
  return a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right;
}

function sideBySide(a: Region, b: Region): boolean {
  return a.top === b.top && a.bottom === b.bottom && (b.left - a.right === 2 || a.left - b.right === 2);
}

function union(a: Region, b: Region): Region {
  return {
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
  };
}
