import type { Ours } from './lib/ours.ts';

/**
 * What a remembered key takes, in bytes of heap and of buffers, measured over all the keys: from nothing remembered to all
 * looked up as requests look them up, without the times of last use that wait to be written.
 */
export async function bytesPerKey(ours: Ours, keys: readonly string[]): Promise<number> {
  ours.known.forgetAll();
  const before = await used(ours);
  for (const key of keys) await ours.resolver.resolve(key);
  return ((await used(ours)) - before) / keys.length;
}

async function used({ lastUsed }: Ours): Promise<number> {
  await lastUsed.flush();
  if (!globalThis.gc) throw new Error('start node with --expose-gc');
  // Twice, since what has a finaliser goes at the second.
  await globalThis.gc({ execution: 'async' });
  await globalThis.gc({ execution: 'async' });
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Remembers further, made-up credentials like the given key's, until so many are remembered. */
export async function rememberMore(ours: Ours, key: string, from: number, to: number): Promise<void> {
  const like = await ours.resolver.resolve(key);
  for (let n = from; n < to; n++) await ours.known.fill(`made up ${n}`, async () => like);
}
