import { percentile } from './lib/numbers.ts';
import type { Ours } from './lib/ours.ts';

/** In µs. */
export interface Times {
  p50: number;
  p99: number;
}

/** So many keys of one are looked up before it is the other's turn. */
const TURN = 50;
const HITS = 20;

/** Where keys are looked up, and which. */
export interface Place {
  ours: Ours;
  keys: readonly string[];
}

/** Each key once that is not remembered, then again and again when it is; in all places in turns, so that they find the machine as busy. */
export async function timeLookups(places: readonly Place[]): Promise<{ cold: Times; hit: Times }[]> {
  for (const { ours } of places) ours.known.forgetAll();
  const cold = await inTurns(places);
  await inTurns(places);
  const again = places.map(({ ours, keys }) => ({ ours, keys: Array.from({ length: HITS }, () => keys).flat() }));
  const hit = await inTurns(again);
  return places.map((_, place) => ({ cold: times(cold[place]), hit: times(hit[place]) }));
}

export async function timeHits(ours: Ours, keys: readonly string[]): Promise<Times> {
  const again = Array.from({ length: Math.ceil(20_000 / keys.length) }, () => keys).flat();
  await inTurns([{ ours, keys }]);
  return times((await inTurns([{ ours, keys: again }]))[0]);
}

const times = (taken: readonly number[] = []): Times => ({ p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) });

async function inTurns(places: readonly Place[]): Promise<number[][]> {
  const taken: number[][] = places.map(() => []);
  for (let from = 0; places.some(({ keys }) => from < keys.length); from += TURN) {
    for (const [place, { ours, keys }] of places.entries()) {
      for (const key of keys.slice(from, from + TURN)) {
        const started = performance.now();
        const found = await ours.resolver.resolve(key);
        taken[place]?.push((performance.now() - started) * 1000);
        if (!found) throw new Error('a good key was not found');
      }
    }
  }
  return taken;
}
