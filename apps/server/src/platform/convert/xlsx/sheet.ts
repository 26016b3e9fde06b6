import { checkMarkdownLength, type Limits } from '../limits.ts';
import { streamXml } from '../xml.ts';

/** What a sheet's cells refer to. */
export interface Workbook {
  strings: readonly string[];
  /** Shows a number as the cell's style says. */
  formats(style: number, value: number): string;
}

/** The cells that show something, by row and column, counted from 0. */
export type Cells = Map<number, Map<number, string>>;

/** Excel's own limits. */
const MAX_ROW = 1_048_576;
const MAX_COLUMN = 16_384;
/** Copies made of one merged cell's text; a larger one is decoration. */
const MAX_MERGED = 1_000;

/** Reads a worksheet as a stream; sheets of a million cells are ordinary (ECMA-376 part 1, 18.3.1.99). */
export function readSheet(bytes: Uint8Array, workbook: Workbook, limits: Limits): Cells {
  const cells: Cells = new Map();
  const merges: string[] = [];
  let row = -1;
  let column = -1;
  let cell: { type: string; style: number; value: string } | undefined;
  let capturing = false;
  let length = 0;

  streamXml(bytes, {
    open(name, attributes) {
      if (name === 'row') {
        row = attributes.r === undefined ? row + 1 : Number(attributes.r) - 1;
        column = -1;
      } else if (name === 'c') {
        const place = attributes.r === undefined ? undefined : parseReference(attributes.r);
        column = place?.column ?? column + 1;
        row = place?.row ?? row;
        cell = { type: attributes.t ?? 'n', style: Number(attributes.s) || 0, value: '' };
      } else if (name === 'v' || name === 't') capturing = cell !== undefined;
      else if (name === 'rPh') capturing = false;
      else if (name === 'mergeCell') merges.push(attributes.ref ?? '');
    },
    text(part) {
      if (capturing && cell) cell.value += part;
    },
    close(name) {
      if (name === 'v' || name === 't') capturing = false;
      if (name !== 'c' || !cell) return;
      const text = show(cell, workbook).trim();
      cell = undefined;
      if (text === '' || !(row >= 0 && row < MAX_ROW && column >= 0 && column < MAX_COLUMN)) return;
      length += text.length;
      checkMarkdownLength(length, limits);
      place(cells, row, column, text);
    },
  });
  for (const range of merges) repeatMerged(cells, range);
  return cells;
}

function show(cell: { type: string; style: number; value: string }, { strings, formats }: Workbook): string {
  if (cell.type === 's') return strings[Number(cell.value)] ?? '';
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE';
  const number = Number(cell.value);
  return cell.type === 'n' && cell.value !== '' && Number.isFinite(number) ? formats(cell.style, number) : cell.value;
}

function place(cells: Cells, row: number, column: number, text: string): void {
  const line = cells.get(row);
  if (line) line.set(column, text);
  else cells.set(row, new Map([[column, text]]));
}

/** A merged cell's text is repeated in every place it covers, so that each row can be understood alone. */
function repeatMerged(cells: Cells, range: string): void {
  const [from, to] = range.split(':').map(parseReference);
  if (!from || !to || (to.row - from.row + 1) * (to.column - from.column + 1) > MAX_MERGED) return;
  const text = cells.get(from.row)?.get(from.column);
  if (text === undefined) return;
  for (let row = from.row; row <= to.row; row += 1) {
    for (let column = from.column; column <= to.column; column += 1) place(cells, row, column, text);
  }
}

/** `C14` → row 13, column 2. */
function parseReference(reference: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? [];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits) - 1, column: column - 1 };
}
