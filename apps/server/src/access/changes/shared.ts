import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import type { AccessChanges, Memory } from './index.ts';
import * as store from './store.ts';

/** How often a process asks for changes: what a revocation waits for at most while all processes are well. */
const ASK_EVERY_MS = 25;
/** How often the one who changed something looks whether everybody has heard. */
const LOOK_EVERY_MS = 10;
/** How long a process trusts its memory without having asked. A process that died delays a revocation by so much. */
const LEASE_MS = 2_000;
/** A lease is renewed at its half. */
const RENEW_BELOW_MS = LEASE_MS / 2;

/**
 * For processes that share a database. Each change takes the next epoch as the last step of its transaction; since that row is
 * locked until the commit, epochs become visible in order and without gaps. Every process asks for new epochs all the time, forgets
 * what they name and then reports how far it has come. Whoever made a change waits until every process with a running lease has
 * reported it. A process counts its lease by its own monotonic clock from before it asked for it, so it stops trusting its memory
 * before the database lets the lease end.
 *
 * @param control a connection of its own, so that no slow query delays the asking
 */
export async function createSharedChanges(deps: {
  db: Db;
  control: Db;
  memory: Memory;
  log: Log;
}): Promise<AccessChanges> {
  const { db, control, memory, log } = deps;
  const id = uuidv7();
  let applied = 0;
  let reported = 0;
  let trustedUntil = 0;
  let closed = false;

  const isCurrent = () => performance.now() < trustedUntil;

  /** From nothing, or after a pause in which changes may have passed by: forget everything and begin at the present epoch. */
  async function join(): Promise<void> {
    const asked = performance.now();
    await store.join(control, id, applied, LEASE_MS);
    memory.forgetAll();
    // Read after the lease is committed: a later change sees the lease and waits for us, an earlier one is included.
    applied = await store.currentEpoch(control);
    reported = 0;
    trustedUntil = asked + LEASE_MS;
  }

  async function ask(): Promise<void> {
    const asked = performance.now();
    if (asked >= trustedUntil) return join();
    const renew = trustedUntil - asked < RENEW_BELOW_MS || reported < applied;
    if (renew) {
      if (!(await store.report(control, id, applied, LEASE_MS))) return join();
      reported = applied;
    }
    const changes = await store.changesAfter(control, applied);
    for (const { epoch, tenant_id } of changes) {
      memory.forget(tenant_id);
      applied = epoch;
    }
    if (renew) trustedUntil = asked + LEASE_MS;
  }

  async function keepAsking(): Promise<void> {
    let failing = false;
    while (!closed) {
      try {
        await ask();
        failing = false;
      } catch (error) {
        if (!failing && !closed)
          log.warn({ err: error }, 'changes of access cannot be asked for; every key is looked up');
        failing = true;
      }
      // What was just forgotten is reported at once: somebody is waiting for it.
      if (reported >= applied || failing) await wait(ASK_EVERY_MS, undefined, { ref: false });
    }
  }

  await join();
  const asking = keepAsking();

  return {
    transaction: (tenantId, work) => change(db, id, tenantId, work, () => memory.forget(tenantId)),
    isCurrent,
    async close() {
      closed = true;
      trustedUntil = 0;
      await asking;
      // Others need not wait for the lease to end. If the database is away they will.
      await store.leave(control, id).catch((error: unknown) => log.warn({ err: error }, 'could not sign off'));
    },
  };
}

/**
 * For a process that lets nobody in, and so remembers nothing: all others hear of what it changes, and nobody waits for it, be it
 * killed.
 */
export function createOutgoingChanges({ db }: { db: Db }): AccessChanges {
  const id = uuidv7();
  return {
    transaction: (tenantId, work) => change(db, id, tenantId, work, () => {}),
    isCurrent: () => false,
    close: async () => {},
  };
}

/** @param id of the process that makes the change, which is the one that needs not be waited for */
async function change<T>(
  db: Db,
  id: string,
  tenantId: string,
  work: (tx: Db) => Promise<T>,
  forget: () => void,
): Promise<T> {
  const { result, epoch } = await db.transaction().execute(async (tx) => {
    const done = await work(tx);
    return { result: done, epoch: await store.takeEpoch(tx, tenantId) };
  });
  forget();
  while (await store.isAnybodyBehind(db, id, epoch)) await wait(LOOK_EVERY_MS);
  return result;
}

/** Removes what no process needs any more. A process that was away for longer begins anew. */
export async function pruneChanges(db: Db): Promise<void> {
  await sql`DELETE FROM access_changes WHERE at < clock_timestamp() - interval '1 hour'`.execute(db);
  await sql`DELETE FROM processes WHERE lease_until < clock_timestamp() - interval '1 hour'`.execute(db);
}
