import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorOf, fuse, type Ranked } from './fusion.ts';

const list = (scores: Record<string, number>): Ranked[] =>
  Object.entries(scores).map(([chunkId, score]) => ({ chunkId, score }));

describe('fuse', () => {
  it('adds weighted scores relative to the floor and the best', () => {
    const words = { ranked: list({ a: 10, b: 6 }), floor: 2 };
    const meaning = { ranked: list({ b: 0.9, c: 0.8 }), floor: 0.7 };
    const fused = fuse(words, meaning, 0.25);
    expect(fused.map((hit) => hit.chunkId)).toEqual(['a', 'b', 'c']);
    expect(fused.map((hit) => hit.score)).toEqual([
      expect.closeTo(0.8),
      expect.closeTo(0.8 * 0.5 + 0.2),
      expect.closeTo(0.2 * 0.5),
    ]);
  });

  it('gives the whole share to the only one, or to all that are equal', () => {
    expect(fuse({ ranked: list({ a: 3 }), floor: 3 }, { ranked: [], floor: 0 }, 1)).toEqual([
      { chunkId: 'a', score: 0.5 },
    ]);
  });

  it('orders equal scores by id', () => {
    const fused = fuse({ ranked: list({ b: 1 }), floor: 0 }, { ranked: list({ a: 5 }), floor: 0 }, 1);
    expect(fused.map((hit) => hit.chunkId)).toEqual(['a', 'b']);
  });

  const ranking = fc
    .uniqueArray(
      fc.record({ chunkId: fc.constantFrom(...'abcdefgh'), score: fc.double({ min: 0, max: 50, noNaN: true }) }),
      {
        selector: (rank) => rank.chunkId,
      },
    )
    .map((ranked) => ({ ranked: ranked.sort((a, b) => b.score - a.score), floor: 0 }));
  const weight = fc.double({ min: 0.01, max: 10, noNaN: true });

  it('keeps every passage once, in order, with scores in 0…1', () => {
    fc.assert(
      fc.property(ranking, ranking, weight, (first, second, share) => {
        const fused = fuse(first, second, share);
        const ids = [...first.ranked, ...second.ranked].map((rank) => rank.chunkId);
        expect(fused.map((hit) => hit.chunkId).sort()).toEqual([...new Set(ids)].sort());
        fused.forEach((hit, i) => {
          expect(hit.score).toBeGreaterThanOrEqual(0);
          expect(hit.score).toBeLessThanOrEqual(1 + 1e-9);
          expect(hit.score).toBeLessThanOrEqual(fused[i - 1]?.score ?? 2);
        });
      }),
    );
  });

  it('does not depend on the scale of the scores', () => {
    fc.assert(
      fc.property(ranking, ranking, weight, (first, second, share) => {
        const scaled = second.ranked.map((rank) => ({ ...rank, score: rank.score * 8 }));
        const fused = fuse(first, { ranked: scaled, floor: 0 }, share);
        expect(fused).toEqual(fuse(first, second, share));
      }),
    );
  });
});

describe('floorOf', () => {
  it('is the last score of a full list, and of one that holds all there are what is given', () => {
    const ranked = list({ a: 3, b: 2 });
    expect([floorOf(ranked, 2, 0), floorOf(ranked, 3, 0), floorOf([], 3, -1)]).toEqual([2, 0, -1]);
  });
});
