import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { openEmbedded } from '../db/embedded/index.ts';
import { type Database, embeddedDatabase } from '../db/index.ts';
import { uuidv7 } from '../ids.ts';
import { createLog } from '../log.ts';
import { createQueue, type Queue } from './index.ts';
import { claim, complete, enqueue, release } from './store.ts';

const log = createLog('silent');
const tenantId = uuidv7();
let database: Database;
let queue: Queue;

beforeEach(async () => {
  const { pool, close } = await openEmbedded({ snapshot: await readFile(inject('snapshotFile')), sharedBuffersMb: 32 });
  database = await embeddedDatabase(pool, close);
  queue = createQueue({ db: database.db, clock: systemClock(), log });
});
afterEach(async () => {
  await queue.stop();
  await database.close();
});

const add = (payload: object, dedupeKey?: string) =>
  queue.enqueue(database.db, [{ kind: 'k', tenantId, payload, ...(dedupeKey ? { dedupeKey } : {}) }]);
const left = () => database.db.selectFrom('work').selectAll().execute();

it('does each item once and forgets it', async () => {
  const done: unknown[] = [];
  const all = Promise.withResolvers<void>();
  queue.handle(
    'k',
    async (item, { complete: end }) => {
      done.push(item.payload);
      await end(database.db);
      if (done.length === 20) all.resolve();
    },
    4,
  );
  for (let n = 0; n < 20; n++) await add({ n });
  await queue.start({ exclusive: true });
  await all.promise;
  await queue.stop();
  expect(new Set(done.map((payload) => JSON.stringify(payload))).size).toBe(20);
  expect(await left()).toEqual([]);
});

it('an item enqueued in a transaction that fails never existed', async () => {
  await expect(
    database.db.transaction().execute(async (tx) => {
      await queue.enqueue(tx, [{ kind: 'k', tenantId, payload: {} }]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await left()).toEqual([]);
});

it('a failed item is tried again, and says why it failed', async () => {
  const succeeded = Promise.withResolvers<number>();
  queue.handle(
    'k',
    async (item, { complete: end }) => {
      if (item.attempts === 1) throw new Error('first try');
      expect((await left())[0]?.last_error).toBe('first try');
      await end(database.db);
      succeeded.resolve(item.attempts);
    },
    1,
  );
  await add({});
  await queue.start({ exclusive: true });
  expect(await succeeded.promise).toBe(2);
});

it('an item asked for again while it is being done runs once more', async () => {
  let runs = 0;
  const twice = Promise.withResolvers<void>();
  queue.handle(
    'k',
    async (_item, { complete: end }) => {
      runs += 1;
      if (runs === 1) for (let n = 0; n < 3; n++) await add({}, 'same');
      await end(database.db);
      if (runs === 2) twice.resolve();
    },
    1,
  );
  await add({}, 'same');
  await queue.start({ exclusive: true });
  await twice.promise;
  await queue.stop();
  expect([runs, (await left()).length]).toEqual([2, 0]);
});

it('stopping puts back what is at work, to be taken again at once', async () => {
  const begun = Promise.withResolvers<void>();
  queue.handle(
    'k',
    (_item, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        begun.resolve();
      }),
    1,
  );
  await add({});
  await queue.start({ exclusive: true });
  await begun.promise;
  await queue.stop();
  expect(await left()).toMatchObject([{ lease_owner: null, lease_until: null }]);
});

it('a lease keeps others away until it ends; then the first owner can end nothing any more', async () => {
  const now = new Date();
  const take = (owner: string, at: Date) => claim(database.db, { owner, kind: 'k', now: at, leaseMs: 1000 });
  const [one, two] = [uuidv7(), uuidv7()];
  await enqueue(database.db, [{ kind: 'k', tenantId, payload: {} }], now);
  const first = await take(one, now);
  expect(await take(two, now)).toBeUndefined();
  const second = await take(two, new Date(now.getTime() + 1001));
  expect(second).toMatchObject({ id: first?.id, attempts: 2 });
  if (!first || !second) throw new Error('nothing was taken');
  expect(await complete(database.db, first, one)).toBe(false);
  expect(await complete(database.db, second, two)).toBe(true);
});

it('an item waits for its time; of two times for the same item the earlier counts, until it has failed', async () => {
  const now = new Date();
  const after = (ms: number) => new Date(now.getTime() + ms);
  const owner = uuidv7();
  const take = (at: Date) => claim(database.db, { owner, kind: 'k', now: at, leaseMs: 1000 });
  const ask = (runAt: Date) =>
    enqueue(database.db, [{ kind: 'k', tenantId, payload: {}, dedupeKey: 'same', runAt }], now);
  for (const ms of [5000, 2000, 9000]) await ask(after(ms));
  expect(await take(after(1999))).toBeUndefined();
  const item = await take(after(2000));
  expect(item).toMatchObject({ generation: 2 });
  if (!item) throw new Error('nothing was taken');
  await release(database.db, item, owner, after(60_000), 'no');
  await ask(after(3000));
  expect(await take(after(59_999))).toBeUndefined();
  expect(await take(after(60_000))).toMatchObject({ id: item.id, generation: 3 });
});
