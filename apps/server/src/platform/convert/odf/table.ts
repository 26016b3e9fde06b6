import { type Element, elements } from '../markup.ts';

/** More places than this in one table are repetitions that fill the sheet to its edge. */
const MAX_CELLS = 1_000_000;
const MAX_REPEATED = 1_000;
/** LibreOffice's own limit. */
const MAX_COLUMNS = 16_384;

/**
 * A table as a grid (OpenDocument 1.3, part 3, section 9.1). A merged cell's text is repeated in every place it covers, so
 * that each row can be understood alone; empty rows and columns at the end, which spreadsheets fill their sheets with, are left out.
 */
export function readCells(table: Element, textOfCell: (cell: Element) => string): string[][] {
  const rows: string[][] = [];
  const spans: { text: string; until: number }[] = [];
  let cells = 0;
  for (const row of rowsOf(table)) {
    const texts: string[] = [];
    for (const cell of elements(row)) {
      if (cell.name !== 'table-cell' && cell.name !== 'covered-table-cell') continue;
      const text = cell.name === 'table-cell' ? textOfCell(cell) : '';
      const repeated = number(cell, 'number-columns-repeated');
      // An empty cell repeated many times only fills the row.
      if (text === '' && cell.name === 'table-cell' && repeated > MAX_REPEATED) break;
      for (let count = Math.min(repeated, MAX_REPEATED, MAX_COLUMNS - texts.length); count > 0; count -= 1) {
        const covered = spans[texts.length];
        const isCovered = cell.name === 'covered-table-cell' && covered !== undefined && covered.until >= rows.length;
        if (cell.name === 'table-cell') span(cell, text, texts.length);
        texts.push(isCovered ? covered.text : text);
      }
    }
    const isEmpty = texts.every((text) => text === '');
    const repeated = Math.min(number(row, 'number-rows-repeated'), isEmpty ? 1 : MAX_REPEATED);
    cells += (texts.length + 1) * repeated;
    if (cells > MAX_CELLS) break;
    for (let count = repeated; count > 0; count -= 1) rows.push([...texts]);
  }
  return trim(rows);

  function span(cell: Element, text: string, column: number): void {
    const until = rows.length + number(cell, 'number-rows-spanned') - 1;
    const right = column + Math.min(number(cell, 'number-columns-spanned'), MAX_REPEATED);
    for (let at = column; at < right; at += 1) spans[at] = { text, until };
  }
}

function rowsOf(table: Element): Element[] {
  return elements(table).flatMap((child) => {
    if (child.name === 'table-row') return child.attributes.visibility === undefined ? [child] : [];
    return /^table-(?:header-rows|rows|row-group)$/.test(child.name) ? rowsOf(child) : [];
  });
}

function number(element: Element, attribute: string): number {
  return Math.max(1, Number.parseInt(element.attributes[attribute] ?? '1', 10) || 1);
}

function trim(rows: string[][]): string[][] {
  const last = rows.findLastIndex((row) => row.some((text) => text !== ''));
  const width = rows.reduce((most, row) => Math.max(most, row.findLastIndex((text) => text !== '') + 1), 0);
  return rows.slice(0, last + 1).map((row) => row.slice(0, width));
}
