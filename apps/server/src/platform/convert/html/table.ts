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
  return spreadSpans(rows).filter((row) => row.some((text) => text.trim() !== ''));
}

function span(value: string | undefined): number {
  return Number.parseInt(value ?? '1', 10) || 1;
}
