import { oneLine } from './normalise.ts';

/**
 * A GitHub-flavoured Markdown table; the first row is the header. Short rows are filled up, line breaks in a cell
 * become spaces and `|` is escaped, so one row is always one line.
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width === 0) return '';
  const lines = rows.map((row) => tableRow(Array.from({ length: width }, (_, column) => row[column] ?? '')));
  lines.splice(1, 0, tableRow(Array.from({ length: width }, () => '-')));
  return lines.join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

/** One cell of a table as a document states it: its text and how many columns and rows it covers. */
export interface SpannedCell {
  text: string;
  columns: number;
  rows: number;
}

/** Copies of merged cells made in one table; beyond, spans count as single cells. Far above real tables. */
const MAX_COPIES = 100_000;

/**
 * Lays spanned cells out on a plain grid, by HTML's rule: a cell takes the next free place of its row. A merged cell's
 * text is repeated in every place it covers, so that each row can be understood, and found, alone.
 */
export function spreadSpans(rows: readonly (readonly SpannedCell[])[]): string[][] {
  const grid = rows.map((): string[] => []);
  let copies = 0;
  for (const [y, cells] of rows.entries()) {
    let x = 0;
    for (const cell of cells) {
      while (grid[y]?.[x] !== undefined) x += 1;
      const height = Math.min(Math.max(cell.rows, 1), grid.length - y);
      const width = Math.max(cell.columns, 1);
      copies += width * height;
      const fits = copies <= MAX_COPIES + cells.length;
      const right = x + (fits ? width : 1);
      for (const row of grid.slice(y, y + (fits ? height : 1))) {
        for (let column = x; column < right; column += 1) row[column] ??= cell.text;
      }
      x = right;
    }
  }
  return grid.map((row) => Array.from(row, (cell) => cell ?? ''));
}
