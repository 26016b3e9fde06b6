import { expect, it } from 'vitest';
import { csvCell } from './csv.ts';

it.each([
  ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['plain = text', 'plain = text'],
  [null, ''],
  [7, '7'],
])('writes %j so that no spreadsheet runs it', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
