import type { Metrics } from './metrics.ts';

/** Counts how often a memory had what it was asked for. In plain numbers, since every request asks. */
export function countLookups<A extends unknown[], T>(
  look: (...args: A) => T | undefined,
  { beforeScrape, credentialLookups }: Metrics,
): (...args: A) => T | undefined {
  const counts = { hit: 0, miss: 0 };
  beforeScrape(() => {
    for (const result of ['hit', 'miss'] as const) {
      credentialLookups.inc({ result }, counts[result]);
      counts[result] = 0;
    }
  });
  return (...args) => {
    const found = look(...args);
    counts[found === undefined ? 'miss' : 'hit'] += 1;
    return found;
  };
}
