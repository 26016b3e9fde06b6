import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankingMarks } from './ranking.ts';

const one = (id: string) => new Set([id]);

describe('the marks of a ranking', () => {
  it('of one expected document are about its rank', () => {
    const ranked = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(rankingMarks(ranked, [one('a')])).toEqual({
      recall_at_1: 1,
      recall_at_5: 1,
      recall_at_10: 1,
      mrr_at_10: 1,
      ndcg_at_10: 1,
    });
    expect(rankingMarks(ranked, [one('f')])).toEqual({
      recall_at_1: 0,
      recall_at_5: 0,
      recall_at_10: 1,
      mrr_at_10: 1 / 6,
      ndcg_at_10: 1 / Math.log2(7),
    });
  });

  it('of several are shares of them, and the first decides the reciprocal rank', () => {
    const marks = rankingMarks(['x', 'a', 'b'], [one('a'), one('b'), new Set<string>()]);
    expect(marks).toMatchObject({ recall_at_1: 0, recall_at_10: 2 / 3, mrr_at_10: 1 / 2 });
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2;
    expect(marks.ndcg_at_10).toBeCloseTo((1 / Math.log2(3) + 1 / 2) / ideal);
  });

  it('beyond ten nothing counts', () => {
    const ranked = Array.from({ length: 12 }, (_, index) => String(index));
    expect(Object.values(rankingMarks(ranked, [one('10')]))).toEqual([0, 0, 0, 0, 0]);
  });

  it('one of several documents of a title is enough', () => {
    expect(rankingMarks(['y', 'b'], [new Set(['a', 'b'])])).toMatchObject({ recall_at_10: 1, mrr_at_10: 1 / 2 });
  });

  it('lie within 0…1, grow with depth, and are all 1 exactly for what is expected in front', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 20 });
    const expected = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(ids, expected, (ranked, wanted) => {
        const sets = wanted.map(one);
        const marks = rankingMarks(ranked, sets);
        for (const mark of Object.values(marks)) {
          expect(mark).toBeGreaterThanOrEqual(0);
          expect(mark).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(marks.recall_at_1).toBeLessThanOrEqual(marks.recall_at_5);
        expect(marks.recall_at_5).toBeLessThanOrEqual(marks.recall_at_10);
        expect(marks.mrr_at_10 > 0).toBe(marks.recall_at_10 > 0);
        expect(rankingMarks([...wanted, ...ranked.filter((id) => !wanted.includes(id))], sets)).toMatchObject({
          recall_at_10: 1,
          mrr_at_10: 1,
          ndcg_at_10: 1,
        });
      }),
    );
  });
});
