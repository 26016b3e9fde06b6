import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openEmbedded } from '../db/embedded/index.ts';
import { type Database, embeddedDatabase } from '../db/index.ts';
import { uuidv7 } from '../ids.ts';
import { createMemoryLimiter, createSharedLimiter, type Limiter, rateLimitHeaders } from './index.ts';

let database: Database;
beforeAll(async () => {
  const { pool, close } = await openEmbedded({ snapshot: await readFile(inject('snapshotFile')), sharedBuffersMb: 32 });
  database = await embeddedDatabase(pool, close);
});
afterAll(() => database.close());

const START = Date.UTC(2026, 0, 1);

describe.each(['memory', 'shared'])('in %s', (kind) => {
  /** A limiter with a clock of its own, and a bucket nobody else uses. */
  function set() {
    let now = START;
    const clock = { now: () => new Date(now) };
    const limiter: Limiter =
      kind === 'memory' ? createMemoryLimiter(clock) : createSharedLimiter({ db: database.db, clock });
    const advance = (ms: number) => {
      now += ms;
    };
    return { limiter, bucket: uuidv7(), advance };
  }
  const twoAMinute = { points: 2, windowSeconds: 60 };

  it('allows as many uses as it has points, then none until the window ends', async () => {
    const { limiter, bucket, advance } = set();
    expect(await limiter.consume(bucket, twoAMinute)).toEqual({ allowed: true, remaining: 1, resetSeconds: 60 });
    advance(10_500);
    expect(await limiter.consume(bucket, twoAMinute)).toEqual({ allowed: true, remaining: 0, resetSeconds: 50 });
    expect(await limiter.consume(bucket, twoAMinute)).toEqual({ allowed: false, remaining: 0, resetSeconds: 50 });
    advance(49_499);
    expect(await limiter.consume(bucket, twoAMinute)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 });
    advance(1);
    expect(await limiter.consume(bucket, twoAMinute)).toEqual({ allowed: true, remaining: 1, resetSeconds: 60 });
  });

  it('a window begins with its first use, and a refused use does not lengthen it', async () => {
    const { limiter, bucket, advance } = set();
    const once = { points: 1, windowSeconds: 10 };
    await limiter.consume(bucket, once);
    for (let second = 1; second < 10; second++) {
      advance(1000);
      expect(await limiter.consume(bucket, once)).toMatchObject({ allowed: false, resetSeconds: 10 - second });
    }
    advance(1000);
    expect((await limiter.consume(bucket, once)).allowed).toBe(true);
  });

  it('allows exactly its points to any number of parallel uses', async () => {
    const { limiter, bucket } = set();
    const limit = { points: 7, windowSeconds: 60 };
    const uses = await Promise.all(Array.from({ length: 50 }, () => limiter.consume(bucket, limit)));
    expect(uses.filter((use) => use.allowed)).toHaveLength(7);
    const left = uses.filter((use) => use.allowed).map((use) => use.remaining);
    expect(left.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('a refund gives one point back, also after a refusal, and never more than there are', async () => {
    const { limiter, bucket } = set();
    await limiter.refund(bucket);
    for (const allowed of [true, true, false, false]) {
      expect((await limiter.consume(bucket, twoAMinute)).allowed).toBe(allowed);
    }
    await limiter.refund(bucket);
    expect(await limiter.consume(bucket, twoAMinute)).toMatchObject({ allowed: true, remaining: 0 });
    expect((await limiter.consume(bucket, twoAMinute)).allowed).toBe(false);
    for (let n = 0; n < 5; n++) await limiter.refund(bucket);
    for (const allowed of [true, true, false]) {
      expect((await limiter.consume(bucket, twoAMinute)).allowed).toBe(allowed);
    }
  });

  it('a limit made smaller or larger counts at once, for the window that runs', async () => {
    const { limiter, bucket } = set();
    for (let n = 0; n < 5; n++) await limiter.consume(bucket, { points: 5, windowSeconds: 60 });
    expect(await limiter.consume(bucket, twoAMinute)).toMatchObject({ allowed: false, remaining: 0 });
    expect(await limiter.consume(bucket, { points: 6, windowSeconds: 60 })).toMatchObject({ allowed: true });
  });

  it('no points allow nothing', async () => {
    const { limiter, bucket } = set();
    const none = { points: 0, windowSeconds: 60 };
    for (let n = 0; n < 3; n++) {
      expect(await limiter.consume(bucket, none)).toEqual({ allowed: false, remaining: 0, resetSeconds: 60 });
    }
  });

  it('forgets windows that ended and keeps those that run', async () => {
    const { limiter, bucket, advance } = set();
    await limiter.consume(bucket, { points: 1, windowSeconds: 5 });
    await limiter.consume(`${bucket}:longer`, { points: 1, windowSeconds: 50 });
    advance(5000);
    await limiter.expire();
    expect((await limiter.consume(bucket, { points: 1, windowSeconds: 5 })).allowed).toBe(true);
    expect((await limiter.consume(`${bucket}:longer`, { points: 1, windowSeconds: 50 })).allowed).toBe(false);
  });

  it('is what a count by hand is, for any order of uses, refunds and pauses', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('consume' as const) },
      fc.constant('refund' as const),
      fc.constant('expire' as const),
      fc.integer({ min: 1, max: 12_000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), async (steps, points) => {
        const { limiter, bucket, advance } = set();
        let [now, used, endsAt] = [0, 0, 0];
        for (const act of steps) {
          if (typeof act === 'number') {
            advance(act);
            now += act;
          } else if (act === 'consume') {
            if (endsAt <= now) [used, endsAt] = [0, now + 10_000];
            const allowed = used < points;
            if (allowed) used += 1;
            expect(await limiter.consume(bucket, { points, windowSeconds: 10 })).toEqual({
              allowed,
              remaining: points - used,
              resetSeconds: Math.ceil((endsAt - now) / 1000),
            });
          } else {
            if (act === 'refund' && endsAt > now) used = Math.max(0, used - 1);
            await limiter[act](bucket);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('the shared limiter keeps no row of a window that ended', async () => {
  let now = START;
  const limiter = createSharedLimiter({ db: database.db, clock: { now: () => new Date(now) } });
  const bucket = uuidv7();
  const rows = () => database.db.selectFrom('counters').select('used').where('bucket', '=', bucket).execute();
  await limiter.consume(bucket, { points: 1, windowSeconds: 5 });
  now += 4999;
  await limiter.expire();
  expect(await rows()).toHaveLength(1);
  now += 1;
  await limiter.expire();
  expect(await rows()).toEqual([]);
});

it('two limiters on one database share their counts', async () => {
  const clock = { now: () => new Date(START) };
  const limiters = [1, 2].map(() => createSharedLimiter({ db: database.db, clock }));
  const bucket = uuidv7();
  const uses = await Promise.all(
    Array.from({ length: 20 }, (_, n) => limiters[n % 2]?.consume(bucket, { points: 5, windowSeconds: 60 })),
  );
  expect(uses.filter((use) => use?.allowed)).toHaveLength(5);
});

it('the memory limiter keeps to its bound, forgetting the bucket unused for longest', async () => {
  const limiter = createMemoryLimiter({ now: () => new Date(START) }, 2);
  const once = { points: 1, windowSeconds: 60 };
  await limiter.consume('a', once);
  await limiter.consume('b', once);
  expect((await limiter.consume('a', once)).allowed).toBe(false);
  await limiter.consume('c', once);
  expect((await limiter.consume('a', once)).allowed).toBe(false);
  expect((await limiter.consume('b', once)).allowed).toBe(true);
});

it('the headers say the policy, what is left, and when to come back if refused', () => {
  const policy = { policy: 'key', limit: 100, windowSeconds: 60 };
  expect(rateLimitHeaders({ ...policy, allowed: true, remaining: 50, resetSeconds: 30 })).toEqual({
    'ratelimit-policy': '"key";q=100;w=60',
    ratelimit: '"key";r=50;t=30',
  });
  expect(rateLimitHeaders({ ...policy, allowed: false, remaining: 0, resetSeconds: 12 })).toEqual({
    'ratelimit-policy': '"key";q=100;w=60',
    ratelimit: '"key";r=0;t=12',
    'retry-after': '12',
  });
});
