/** The 97.5 % quantile of the normal distribution: two-sided 95 %. */
const Z = 1.959964;

/**
 * The 95 % interval of a mean of values in 0…1, by Wilson's score (Wilson 1927, “Probable inference, the law of succession, and
 * statistical inference”). For yes and no it is the usual one; values between vary no more than these, so that it is on the
 * safe side for them. Unlike a bootstrap it does not shrink to a point when all questions went the same way.
 *
 * @param n at least 1
 */
export function wilson(mean: number, n: number): { low: number; high: number } {
  const z2 = Z * Z;
  const centre = (mean + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((mean * (1 - mean)) / n + z2 / (4 * n * n));
  return { low: Math.min(mean, Math.max(0, centre - half)), high: Math.max(mean, Math.min(1, centre + half)) };
}

/**
 * The two-sided p-value of the exact sign test: how likely it is that of `better + worse` pairs at least so many go one way if
 * either way is as likely. Pairs without a difference do not count (Dixon and Mood 1946, “The statistical sign test”).
 */
export function signTest(better: number, worse: number): number {
  const n = better + worse;
  let logTerm = -n * Math.LN2; // of the binomial distribution, from 0 on; small beyond what a number can be
  let tail = 0;
  for (let k = 0; k <= Math.min(better, worse); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

/** The nearest-rank quantile: the smallest value that at least the share `q` of the values does not exceed. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** Null for no values. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
