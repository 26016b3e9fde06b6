import { type Element, elements } from '../markup.ts';
import { type SpannedCell, spreadSpans } from '../table.ts';

/** The table's own rows, not those of tables inside it. */
function rowsOf(table: Element): Element[] {
  return elements(table).flatMap((child) => {
    if (child.name === 'tr') return [child];
    return /^t(?:head|body|foot)$/.test(child.name) ? elements(child, 'tr') : [];
  });
}

function cellsOf(row: Element): Element[] {
  return elements(row).filter((child) => child.name === 'td' || child.name === 'th');
}

/** A table of a single column only arranges things on the page. */
export function isLayoutTable(table: Element): boolean {
  return rowsOf(table).every((row) => cellsOf(row).length <= 1);
}

/** The table as a grid of plain text, merged cells repeated. */
export function tableRows(table: Element, textOfCell: (cell: Element) => string): string[][] {
  const rows = rowsOf(table).map((row) =>
    cellsOf(row).map(
      (cell): SpannedCell => ({
        text: textOfCell(cell),
        columns: span(cell.attributes.colspan),
        rows: span(cell.attributes.rowspan),
      }),
    ),
  );
  const grid = spreadSpans(rows);
  const width = Math.max(0, ...grid.map((row) => row.length));
  return grid.filter((row, index) => {
    // A row that only repeats the merged cells above it, or only begins those of the rows below, says nothing of its own.
    const own = rows[index]?.filter(({ text }) => text.trim() !== '') ?? [];
    const isFull = row.length === width && row.every((text) => text.trim() !== '');
    return own.some((cell) => cell.rows === 1) || (own.length > 0 && isFull);
  });
}

function span(value: string | undefined): number {
  return Number.parseInt(value ?? '1', 10) || 1;
}
