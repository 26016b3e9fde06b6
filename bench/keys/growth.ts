// A process of its own, since it wants --expose-gc: how long look-ups take as the number of keys grows, and what a
// remembered key takes in memory. Sends the result to its parent.
//
// usage: fork('growth.ts', [folder, most keys, keys to remember])
import { join } from 'node:path';
import { fill } from './lib/fill.ts';
import { openOurs } from './lib/ours.ts';
import { type Times, timeHits, timeLookups } from './lookups.ts';
import { bytesPerKey, rememberMore } from './memory.ts';

export interface Growth {
  /** `few`: in a database of the fewest keys, at the same time. */
  steps: { keys: number; fillSeconds: number; cold: Times; hit: Times; few: { cold: Times; hit: Times } }[];
  /** At the last step. */
  remembered: { keys: number; bytesPerKey: number };
  /** Hits while as much is remembered as ever is. */
  full: { keys: number; hit: Times };
}

/** Keys that are looked up at each size: all of the first one. */
const SAMPLE = 1000;
/** As many as the server remembers. */
const CAPACITY = 50_000;

const [folder = '', most = '', toRemember = ''] = process.argv.slice(2);
const ours = await openOurs(join(folder, 'grows'), CAPACITY);
const few = { ours: await openOurs(join(folder, 'stays')), keys: [] as string[] };
few.keys = await fill(few.ours, 0, SAMPLE, SAMPLE);

const steps: Growth['steps'] = [];
let keys: string[] = [];
for (let from = 0, to = 1000; to <= Number(most); from = to, to *= 10) {
  const started = performance.now();
  keys = await fill(ours, from, to, Math.min(to - from, to === Number(most) ? Number(toRemember) : SAMPLE));
  const fillSeconds = (performance.now() - started) / 1000;
  const sample = keys.filter((_, index) => index % Math.ceil(keys.length / SAMPLE) === 0);
  // What is compiled and prepared at the first calls belongs to no size.
  const places = [{ ours, keys: sample }, few];
  if (from === 0) await timeLookups(places);
  const [here, there] = await timeLookups(places);
  if (here && there) steps.push({ keys: to, fillSeconds, ...here, few: there });
}

const remembered = { keys: keys.length, bytesPerKey: await bytesPerKey(ours, keys) };
await rememberMore(ours, keys[0] ?? '', keys.length, CAPACITY);
const full = { keys: CAPACITY, hit: await timeHits(ours, keys) };
await few.ours.close();
await ours.close();
process.send?.({ steps, remembered, full } satisfies Growth);
