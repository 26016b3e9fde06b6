import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitVector } from '../../platform/embedding/vector.ts';
import { VectorTable } from './vector-table.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const distance = (a: Float32Array, b: Float32Array) => a.filter((value, i) => value > 0 !== (b[i] ?? 0) > 0).length;
const vectorOf = (length: number) =>
  fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length })
    .filter((values) => values.some((value) => value !== 0))
    .map(unitVector);

/** What is set (with a vector) and deleted (without), one after the other, and a question. */
const story = fc.integer({ min: 1, max: 130 }).chain((width) => {
  const step = fc.tuple(fc.integer({ min: 0, max: 20 }).map(String), fc.option(vectorOf(width)));
  return fc.tuple(fc.array(step, { maxLength: 60 }), vectorOf(width), fc.integer({ min: 1, max: 20 }));
});

it('finds the nearest by cosine among the nearest by signs, whatever was set, set again and deleted', () => {
  fc.assert(
    fc.property(story, ([steps, question, candidates]) => {
      const table = new VectorTable();
      const known = new Map<string, Float32Array>();
      for (const [id, vector] of steps) {
        if (vector) {
          table.set(id, vector);
          known.set(id, vector);
        } else {
          table.delete(id);
          known.delete(id);
        }
      }
      expect(table.size).toBe(known.size);
      const found = table.nearest(question, candidates).map(({ row, cosine: score }) => ({ id: table.id(row), score }));
      const vectorsFound = found.map(({ id }) => known.get(id) ?? new Float32Array());
      const distances = [...known.values()].map((vector) => distance(vector, question)).sort((a, b) => a - b);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      expect(vectorsFound.map((vector) => distance(vector, question)).sort((a, b) => a - b)).toEqual(
        distances.slice(0, candidates),
      );
      for (const [place, { id, score }] of found.entries()) {
        expect(Math.abs(score - cosine(vectorsFound[place] ?? question, question))).toBeLessThan(1e-3);
        expect(score).toBeLessThanOrEqual(found[place - 1]?.score ?? 1.001);
        expect(cosine(table.get(id) ?? question, vectorsFound[place] ?? question)).toBeCloseTo(1, 3);
      }
    }),
  );
});

it('leaves out what has another width, and answers nothing to a question that has', () => {
  const table = new VectorTable();
  table.set('a', Float32Array.of(1, 0));
  table.set('b', Float32Array.of(1, 0, 0));
  expect(table.nearest(Float32Array.of(1, 0), 5).map(({ row }) => table.id(row))).toEqual(['a']);
  expect(table.nearest(Float32Array.of(1, 0, 0), 5)).toEqual([]);
  expect(table.get('b')).toBeUndefined();
});
