import { describe, expect, test } from 'vitest';
import { convert } from './convert.ts';
import { bytes } from './testing.ts';

const csv = async (text: string) => (await convert({ bytes: bytes(text), filename: 'a.csv' })).markdown;

describe('the delimiter is found', () => {
  const table = '| name | place |\n| - | - |\n| Ann | Rome |\n| Bob | Oslo |';
  test.each([',', ';', '\t', '|'])('%j', async (mark) => {
    expect(await csv(`name,place\nAnn,Rome\nBob,Oslo\n`.replaceAll(',', mark))).toBe(table);
  });

  test('beside decimal commas and quoted ones', async () => {
    expect(await csv('item;price;weight\n"a,b,c";1,50;2,5\nd;3,25;1,5')).toBe(
      '| item | price | weight |\n| - | - | - |\n| a,b,c | 1,50 | 2,5 |\n| d | 3,25 | 1,5 |',
    );
  });
});

test('quotes, line breaks and bars in cells', async () => {
  expect(await csv('a,b\r\n"say ""hi""","two\nlines"\r\nx|y,"",\r\n')).toBe(
    '| a | b |  |\n| - | - | - |\n| say "hi" | two lines |  |\n| x\\|y |  |  |',
  );
});

test('what cannot be parsed is kept as text', async () => {
  expect(await csv('a,b\n"never closed,1\n2,3')).toContain('never closed');
});
