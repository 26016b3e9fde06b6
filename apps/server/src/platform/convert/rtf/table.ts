import { markdownTable } from '../table.ts';

/** How a cell is merged with its neighbours (RTF Specification 1.9.1, "Table Definitions"). */
interface Merge {
  withLeft: boolean;
  withAbove: boolean;
}

/** Collects the rows of a table; merged cells repeat the text of the one they belong to. */
export function createTable() {
  let rows: string[][] = [];
  let cells: string[] = [];
  let merges: Merge[] = [];
  let next: Merge = { withLeft: false, withAbove: false };

  return {
    cell(text: string): void {
      cells.push(text);
    },
    control(word: string): void {
      switch (word) {
        case 'trowd':
          merges = [];
          next = { withLeft: false, withAbove: false };
          break;
        case 'clmrg':
          next.withLeft = true;
          break;
        case 'clvmrg':
          next.withAbove = true;
          break;
        case 'cellx':
          merges.push(next);
          next = { withLeft: false, withAbove: false };
          break;
        case 'row':
          endRow();
      }
    },
    /** The table so far as Markdown, empty where there is none. */
    finish(): string {
      if (cells.length > 0) endRow();
      const markdown = markdownTable(rows);
      rows = [];
      return markdown;
    },
  };

  function endRow(): void {
    const above = rows.at(-1);
    const row: string[] = [];
    for (const [column, text] of cells.entries()) {
      const { withLeft, withAbove } = merges[column] ?? next;
      if (withLeft) row.push(row.at(-1) ?? '');
      else row.push(withAbove ? (above?.[column] ?? '') : text);
    }
    rows.push(row);
    cells = [];
  }
}
