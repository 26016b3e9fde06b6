import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SignTable } from './sign-table.ts';

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const distance = (a: string, b: string) => [...a].filter((sign, i) => sign !== b[i]).length;

it('finds the nearest by Hamming distance, however the rows came in', () => {
  const width = fc.integer({ min: 1, max: 100 });
  const table = width.chain((length) => {
    const signs = fc.string({ unit: fc.constantFrom('0', '1'), minLength: length, maxLength: length });
    return fc.tuple(
      fc.array(fc.array(signs, { maxLength: 8 }), { maxLength: 8 }),
      signs,
      fc.integer({ min: 1, max: 20 }),
    );
  });
  fc.assert(
    fc.property(table, ([batches, question, limit]) => {
      const signs = new SignTable();
      const rows = batches.flat().map((row, i) => ({ chunkId: idOf(i), signs: row }));
      let taken = 0;
      for (const { length } of batches) {
        signs.add(rows.slice(taken, taken + length));
        taken += length;
      }
      const distances = rows.map((row) => distance(row.signs, question)).sort((a, b) => a - b);
      const found = signs.nearest(question, limit);
      const byId = new Map(rows.map((row) => [row.chunkId, row.signs]));
      expect(signs.size).toBe(rows.length);
      expect(new Set(found).size).toBe(found.length);
      expect(found.map((id) => distance(byId.get(id) ?? '', question)).sort((a, b) => a - b)).toEqual(
        distances.slice(0, limit),
      );
    }),
  );
});

it('leaves out what has another number of signs, and answers nothing to a question that has', () => {
  const signs = new SignTable();
  signs.add([
    { chunkId: idOf(1), signs: '1'.repeat(64) },
    { chunkId: idOf(2), signs: '1'.repeat(96) },
  ]);
  expect(signs.nearest('1'.repeat(64), 10)).toEqual([idOf(1)]);
  expect(signs.nearest('1'.repeat(96), 10)).toEqual([]);
});
