import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownTable, spreadSpans } from './table.ts';

describe('a Markdown table', () => {
  test('has a head, fills short rows, and keeps a cell on its line', () => {
    expect(markdownTable([['Name', 'Note'], ['a|b', 'two\nlines'], ['c']])).toBe(
      '| Name | Note |\n| - | - |\n| a\\|b | two lines |\n| c |  |',
    );
  });

  test('has one line for each row, and as many cells in each, whatever the cells hold', () => {
    const row = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const lines = markdownTable(rows).split('\n');
        const bars = lines.map((line) => line.replaceAll('\\|', '').split('|').length);
        expect(lines).toHaveLength(rows.length + 1);
        expect(new Set(bars).size).toBe(1);
      }),
    );
  });
});

describe('merged cells', () => {
  const cell = (text: string, columns = 1, rows = 1) => ({ text, columns, rows });

  test('repeat their text in every place they cover', () => {
    const grid = spreadSpans([[cell('a', 2), cell('b', 1, 3)], [cell('c', 1, 2), cell('d')], [cell('e')]]);
    expect(grid).toEqual([
      ['a', 'a', 'b'],
      ['c', 'd', 'b'],
      ['c', 'e', 'b'],
    ]);
  });

  test('do not reach below the table, and absurd spans are not followed', () => {
    const rows = Array.from({ length: 50 }, () => [cell('x', 1_000_000, 1_000_000), cell('y')]);
    const places = spreadSpans(rows).reduce((sum, row) => sum + row.length, 0);
    expect(places).toBeLessThan(200_000);
  });
});
