import { expect, test } from 'vitest';
import type { Glyphs } from './glyphs.ts';
import { readRtlLine } from './rtl.ts';

/** A line as PDFium hands it out: characters in the order of reading, with the places they were drawn at. */
function line(...drawn: [text: string, left: number, right: number][]): Glyphs {
  const style = { size: 10, bold: false, mono: false, font: '', turns: 0 } as const;
  return {
    count: drawn.length,
    codes: Uint16Array.from(drawn, ([text]) => text.charCodeAt(0)),
    left: Float32Array.from(drawn, ([, left]) => left),
    right: Float32Array.from(drawn, ([, , right]) => right),
    baseline: new Float32Array(drawn.length),
    styles: drawn.map(() => style),
  };
}

const read = (glyphs: Glyphs, ...tables: Parameters<typeof readRtlLine>[3][number][]) =>
  readRtlLine(glyphs, 0, glyphs.count, tables).map(({ text }) => text);

test('a mark comes after the letter it stands over, and a blank drawn below it parts nothing', () => {
  const word = line(['أ', 90, 93], ['ي', 87, 90], [' ', 80, 80], ['\u064b', 78, 78], ['ض', 77, 87], ['ا', 74, 77]);
  expect(read(word)).toEqual(['أيضًا']);
});

test('a blank before a letter with a mark stays', () => {
  const words = line(['ي', 87, 90], [' ', 86, 86], ['\u064b', 78, 78], ['ض', 75, 84], ['ا', 72, 75]);
  expect(read(words)).toEqual(['ي ضًا']);
});

test('characters that share one glyph are put right', () => {
  expect(read(line(['ك', 90, 95], ['ا', 84, 90], ['ل', 84, 90], ['ي', 80, 84]))).toEqual(['كلاي']);
});

test('a word in Latin letters is parted from what stands beside it', () => {
  expect(read(line(['ب', 90, 95], ['R', 80, 87], ['b', 87, 90], ['ب', 70, 80]))).toEqual(['ب Rb ب']);
});

test('columns are read apart, the rightmost first', () => {
  const cells = line(['ب', 190, 195], ['ت', 185, 190], [' ', 183, 183], ['ث', 100, 105], ['ج', 95, 100]);
  expect(read(cells)).toEqual(['بت', 'ثج']);
  const close = line(['ب', 112, 117], [' ', 110, 110], ['ث', 100, 105]);
  expect(read(close)).toEqual(['ب ث']);
  expect(read(close, { xs: [50, 108, 150], ys: [-20, 20], cells: [[0, 1]] })).toEqual(['ب', 'ث']);
});
