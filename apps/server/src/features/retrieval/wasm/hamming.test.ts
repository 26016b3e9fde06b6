import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hammingDistances, wordsOf } from './hamming.ts';

const onesOf = (word: number) => (word >>> 0).toString(2).replaceAll('0', '').length;

it('counts the bits that differ, in rows of any length and more of them than are compared at a time', () => {
  const rows = fc
    .integer({ min: 1, max: 1_100 })
    .chain((bits) =>
      fc.tuple(
        fc.constant(wordsOf(bits)),
        fc.array(fc.integer(), { minLength: 64, maxLength: 64 }),
        fc.integer({ min: 0, max: 6_000 }),
      ),
    );
  fc.assert(
    fc.property(rows, ([words, random, count]) => {
      const question = Int32Array.from({ length: words }, (_, i) => random[i % 64] ?? 0);
      const all = Int32Array.from({ length: words * count }, (_, i) => Math.imul(random[i % 61] ?? 0, i + 1));
      const distances = hammingDistances(question, all, count);
      expect(distances.length).toBe(count);
      for (const row of [0, 1, Math.floor(count / 2), count - 1].filter((place) => place >= 0 && place < count)) {
        const own = all.subarray(row * words, (row + 1) * words);
        expect(distances[row]).toBe(own.reduce((sum, word, i) => sum + onesOf(word ^ (question[i] ?? 0)), 0));
      }
    }),
    { numRuns: 30 },
  );
});
