import { percentile } from './lib/numbers.ts';
import type { Ours } from './lib/ours.ts';

/** In µs. */
export interface Times {
  p50: number;
  p99: number;
}

/** Each key once that is not remembered, then again and again when it is. */
export async function timeLookups(ours: Ours, keys: readonly string[]): Promise<{ cold: Times; hit: Times }> {
  ours.known.forgetAll();
  const cold = await timed(ours, keys);
  return { cold, hit: await timeHits(ours, keys) };
}

export async function timeHits(ours: Ours, keys: readonly string[]): Promise<Times> {
  await timed(ours, keys);
  return timed(ours, Array.from({ length: Math.ceil(20_000 / keys.length) }, () => keys).flat());
}

async function timed({ resolver }: Ours, keys: readonly string[]): Promise<Times> {
  const times = new Array<number>(keys.length);
  for (const [index, key] of keys.entries()) {
    const started = performance.now();
    const found = await resolver.resolve(key);
    times[index] = (performance.now() - started) * 1000;
    if (!found) throw new Error('a good key was not found');
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
