import fc from 'fast-check';
import { expect, it } from 'vitest';
import { merge, observe, quantiles, RELATIVE_ERROR } from './histogram.ts';

const latencies = fc.array(fc.double({ min: 0.25, max: 2 ** 20, noNaN: true, minExcluded: true }), { minLength: 1 });
const SHARES = [0.5, 0.95, 0.99];

const histogram = (values: readonly number[]) => {
  const counts: number[] = [];
  for (const value of values) observe(counts, value);
  return counts;
};

it('RT-7: a percentile is within 4.4 % of the exact one by nearest rank', () => {
  expect(RELATIVE_ERROR).toBeLessThan(0.0443);
  fc.assert(
    fc.property(latencies, (values) => {
      const sorted = values.toSorted((a, b) => a - b);
      const estimates = quantiles(histogram(values).entries(), SHARES) ?? [];
      for (const [index, share] of SHARES.entries()) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
        expect(Math.abs((estimates[index] ?? Number.NaN) / exact - 1)).toBeLessThanOrEqual(RELATIVE_ERROR * (1 + 1e-9));
      }
    }),
  );
});

it('histograms of parts add up to that of the whole', () => {
  fc.assert(
    fc.property(latencies, latencies, (some, others) => {
      const sum = histogram(some);
      merge(sum, histogram(others));
      expect(sum).toEqual(histogram([...some, ...others]));
    }),
  );
});

it('what is too short or too long counts at the end of the scale, nothing at all has no percentiles', () => {
  expect(quantiles([].entries(), SHARES)).toBeNull();
  const [shortest] = quantiles(histogram([0, -1, 0.001]).entries(), [1]) ?? [];
  expect(shortest).toBeLessThanOrEqual(0.25);
  const [longest] = quantiles(histogram([1e9, Number.MAX_VALUE]).entries(), [0]) ?? [];
  expect(longest).toBeGreaterThan(2 ** 20);
});
