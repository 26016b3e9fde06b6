import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dotProducts, strideOf } from './dot.ts';

it('adds the products up, of rows of any length, in any order and more of them than are compared at a time', () => {
  const rows = fc
    .integer({ min: 1, max: 1_100 })
    .chain((width) =>
      fc.tuple(
        fc.constant(strideOf(width)),
        fc.array(fc.integer({ min: -700, max: 700 }), { minLength: 64, maxLength: 64 }),
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.nat(), { maxLength: 1_000 }),
      ),
    );
  fc.assert(
    fc.property(rows, ([width, random, count, picks]) => {
      const question = Int16Array.from({ length: width }, (_, i) => random[i % 64] ?? 0);
      const all = Int16Array.from({ length: width * count }, (_, i) => random[(i * 7) % 61] ?? 0);
      const places = picks.map((pick) => pick % count);
      const products = dotProducts(question, all, places);
      expect(products.length).toBe(places.length);
      for (const [i, place] of places.entries()) {
        if (i % 37 !== 0 && i !== places.length - 1) continue;
        const own = all.subarray(place * width, (place + 1) * width);
        expect(products[i]).toBe(own.reduce((sum, value, at) => sum + value * (question[at] ?? 0), 0));
      }
    }),
    { numRuns: 30 },
  );
});
