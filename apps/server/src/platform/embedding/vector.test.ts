import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanVector, unitVector } from './vector.ts';

const length = (vector: Float32Array) => Math.hypot(...vector);
const components = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 32 });

describe('unitVector', () => {
  test('keeps the direction and makes the length 1', () => {
    fc.assert(
      fc.property(components, (values) => {
        fc.pre(Math.hypot(...values) > 1e-3);
        const unit = unitVector(values);
        expect(length(unit)).toBeCloseTo(1, 5);
        const dot = unit.reduce((sum, value, i) => sum + value * (values[i] ?? 0), 0);
        expect(dot / Math.hypot(...values)).toBeCloseTo(1, 5);
      }),
    );
  });

  test.each([
    ['zeros', [0, 0, 0]],
    ['nothing', []],
    ['NaN', [1, Number.NaN]],
    ['infinity', [1, Number.POSITIVE_INFINITY]],
  ])('refuses %s', (_, values) => {
    expect(() => unitVector(values)).toThrow(expect.objectContaining({ code: 'encoder_bad_answer' }));
  });
});

describe('meanVector', () => {
  test('is the only vector itself', () => {
    const only = Float32Array.of(0.6, 0.8);
    expect(meanVector([only])).toBe(only);
  });

  test('lies between several and has length 1', () => {
    const mean = meanVector([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    expect([...mean]).toEqual([expect.closeTo(Math.SQRT1_2, 6), expect.closeTo(Math.SQRT1_2, 6)]);
  });

  test('of opposites has no direction and is refused', () => {
    const opposites = [Float32Array.of(1, 0), Float32Array.of(-1, 0)];
    expect(() => meanVector(opposites)).toThrow(expect.objectContaining({ code: 'encoder_bad_answer' }));
  });
});
