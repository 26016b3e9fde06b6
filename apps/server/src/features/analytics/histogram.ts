/*
 * Latencies as counts in buckets whose bounds grow by the factor 2^(1/8), as Prometheus' native histograms of schema 3 have them
 * (https://prometheus.io/docs/specs/native_histograms): histograms of any requests, processes and days add up to that of all of them.
 * A quantile is the geometric middle of the bucket it falls into, so it is off by at most 2^(1/16), 4.4 %.
 */

const PER_DOUBLING = 8;
/** The first bucket holds all up to 2^-2 ms, the last all above 2^20 ms, 17 minutes. */
const LOWEST = -2 * PER_DOUBLING;
const HIGHEST = 20 * PER_DOUBLING + 1;

/** The greatest relative error of a quantile between 0.25 ms and 17 minutes. */
export const RELATIVE_ERROR = 2 ** (1 / (2 * PER_DOUBLING)) - 1;

/** In which bucket a latency counts: those up to bound `i` and above the one before. */
function bucketOf(ms: number): number {
  const bound = ms > 0 ? Math.ceil(Math.log2(ms) * PER_DOUBLING) : LOWEST;
  return Math.min(Math.max(bound, LOWEST), HIGHEST) - LOWEST;
}

/** Counts one latency. The array is as long as it needs to be. */
export function observe(counts: number[], ms: number): void {
  const bucket = bucketOf(ms);
  while (counts.length <= bucket) counts.push(0);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

/** Adds the counts of `more` to those of `counts`. */
export function merge(counts: number[], more: readonly number[]): void {
  for (const [bucket, count] of more.entries()) counts[bucket] = (counts[bucket] ?? 0) + count;
}

/**
 * The latencies in ms that the given shares of requests do not exceed (nearest rank).
 *
 * @param counts from bucket to how many, in any order
 * @returns null when nothing was counted
 */
export function quantiles(counts: Iterable<readonly [number, number]>, shares: readonly number[]): number[] | null {
  const buckets = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  return total === 0 ? null : shares.map((share) => middleOf(bucketAt(buckets, Math.max(1, Math.ceil(share * total)))));
}

/** The bucket of the request of that rank, from 1. */
function bucketAt(sorted: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [bucket, count] of sorted) {
    passed += count;
    if (passed >= rank) return bucket;
  }
  throw new RangeError('there are fewer than that');
}

/** In ms. */
const middleOf = (bucket: number): number => 2 ** ((bucket + LOWEST - 0.5) / PER_DOUBLING);
