import { expect, it } from 'vitest';
import { sheetAt, sheetsOf } from './sheets.ts';

const place = (page: number | null, start: number, end: number) => ({ page, start, end });

it('pages begin where their first passage does, and those without one go with the page before', () => {
  const sheets = sheetsOf([place(1, 3, 50), place(1, 52, 90), place(2, 92, 200), place(5, 202, 300)], 310, 6);
  expect(sheets).toEqual([
    { label: 'Page 1', start: 0, end: 92 },
    { label: 'Pages 2–4', start: 92, end: 202 },
    { label: 'Pages 5–6', start: 202, end: 310 },
  ]);
});

it('pages before the first with text belong to it', () => {
  expect(sheetsOf([place(3, 0, 10), place(4, 12, 20)], 20, 4).map(({ label }) => label)).toEqual([
    'Pages 1–3',
    'Page 4',
  ]);
});

it('what has no pages is divided into parts of passages, and nothing of it is lost', () => {
  const places = Array.from({ length: 20 }, (_, index) => place(null, index * 1000, index * 1000 + 990));
  const sheets = sheetsOf(places, 20_000, null);
  expect(sheets.map(({ label }) => label)).toEqual(['Part 1 of 4', 'Part 2 of 4', 'Part 3 of 4', 'Part 4 of 4']);
  expect(sheets[0]?.start).toBe(0);
  expect(sheets.at(-1)?.end).toBe(20_000);
  sheets.slice(1).forEach((sheet, index) => {
    expect(sheet.start).toBe(sheets[index]?.end);
  });
});

it('an empty document is one sheet', () => {
  expect(sheetsOf([], 0, null)).toEqual([{ label: 'Text', start: 0, end: 0 }]);
  expect(sheetsOf([], 0, 2)).toEqual([{ label: 'Pages 1–2', start: 0, end: 0 }]);
});

it('a place is on the sheet that it begins on', () => {
  const sheets = sheetsOf([place(1, 0, 9), place(2, 10, 19)], 20, 2);
  expect([0, 9, 10, 19, 20].map((offset) => sheetAt(sheets, offset))).toEqual([0, 0, 1, 1, 1]);
});
