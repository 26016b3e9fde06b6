import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, quantile, signTest, wilson } from './statistics.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const some = fc.integer({ min: 1, max: 1000 });

describe('Wilson’s interval', () => {
  it.each([
    // R: prop.test(8, 10, correct = FALSE), prop.test(0, 20, correct = FALSE), binom.confint(50, 100, methods = "wilson")
    [0.8, 10, 0.4902, 0.9433],
    [0, 20, 0, 0.1611],
    [0.5, 100, 0.4038, 0.5962],
  ])('of a mean of %d over %d', (value, n, low, high) => {
    const interval = wilson(value, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the mean, lies within 0…1, and is narrower the more questions there are', () => {
    fc.assert(
      fc.property(share, some, (value, n) => {
        const [few, many] = [wilson(value, n), wilson(value, 4 * n)];
        expect(few.low).toBeLessThanOrEqual(value);
        expect(few.high).toBeGreaterThanOrEqual(value);
        expect(Math.min(few.low, 1 - few.high)).toBeGreaterThanOrEqual(0);
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });
});

describe('the sign test', () => {
  it.each([
    // R: binom.test(9, 10)$p.value and so on
    [9, 1, 0.02148],
    [5, 0, 0.0625],
    [7, 3, 0.34375],
    [3, 3, 1],
    [0, 0, 1],
  ])('%d better and %d worse', (better, worse, p) => expect(signTest(better, worse)).toBeCloseTo(p, 5));

  it('takes no side, is a probability, and believes more in clearer cases', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, (better, worse) => {
        const p = signTest(better, worse);
        expect(p).toBe(signTest(worse, better));
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        if (better >= worse) expect(signTest(better + 1, worse)).toBeLessThanOrEqual(p + 1e-12);
      }),
    );
  });
});

describe('quantiles and means', () => {
  it('are values of the list, by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.95), quantile([7], 0.5), quantile([], 0.5)]).toEqual([
      50,
      95,
      7,
      null,
    ]);
    expect([mean([0, 1, 0.5]), mean([])]).toEqual([0.5, null]);
  });
});
