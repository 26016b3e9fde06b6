import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { uuidv7 } from '../ids.ts';

export interface WorkItem {
  id: string;
  kind: string;
  tenant_id: string;
  payload: unknown;
  generation: number;
  /** How often it was begun, this time included. */
  attempts: number;
}

export interface NewWork {
  kind: string;
  tenantId: string;
  payload: object;
  /** At most one item of this name waits; asking again while it is being done makes it run once more afterwards. */
  dedupeKey?: string;
}

/** Puts items in the queue, as part of the caller's transaction: the work exists exactly if the transaction does. */
export async function enqueue(db: Db, items: NewWork[], now: Date): Promise<void> {
  if (items.length === 0) return;
  await db
    .insertInto('work')
    .values(
      items.map((item) => ({
        id: uuidv7(),
        kind: item.kind,
        tenant_id: item.tenantId,
        payload: JSON.stringify(item.payload),
        dedupe_key: item.dedupeKey ?? null,
        run_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('dedupe_key').doUpdateSet((eb) => ({ generation: eb('work.generation', '+', 1) })),
    )
    .execute();
}

/** Takes the longest waiting item for `leaseMs`, or undefined when nothing is due. */
export async function claim(
  db: Db,
  input: { owner: string; kinds: string[]; now: Date; leaseMs: number },
): Promise<WorkItem | undefined> {
  const { owner, kinds, now, leaseMs } = input;
  const { rows } = await sql<WorkItem>`
    UPDATE work SET lease_owner = ${owner}, lease_until = ${new Date(now.getTime() + leaseMs)}, attempts = attempts + 1
    WHERE id = (
      SELECT id FROM work
      WHERE run_at <= ${now} AND (lease_until IS NULL OR lease_until <= ${now}) AND kind = ANY(${kinds})
      ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, tenant_id, payload, generation, attempts`.execute(db);
  return rows[0];
}

/**
 * Ends an item, best in the transaction that holds its outcome. One that was asked for again meanwhile stays, free to be
 * taken.
 *
 * @returns false when the lease was lost, so that the caller must roll back
 */
export async function complete(db: Db, item: WorkItem, owner: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('work')
    .where('id', '=', item.id)
    .where('lease_owner', '=', owner)
    .where('generation', '=', item.generation)
    .executeTakeFirst();
  if (gone.numDeletedRows > 0n) return true;
  const freed = await db
    .updateTable('work')
    .set({ lease_owner: null, lease_until: null, attempts: 0 })
    .where('id', '=', item.id)
    .where('lease_owner', '=', owner)
    .executeTakeFirst();
  return freed.numUpdatedRows > 0n;
}

/** Gives an item back, to be taken again from `runAt` on. */
export async function release(db: Db, item: WorkItem, owner: string, runAt: Date, error: string | null): Promise<void> {
  await db
    .updateTable('work')
    .set({ lease_owner: null, lease_until: null, run_at: runAt, last_error: error })
    .where('id', '=', item.id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Keeps items from being taken by others while they are being done. */
export async function extend(db: Db, ids: string[], owner: string, until: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('work')
    .set({ lease_until: until })
    .where('id', 'in', ids)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Frees every lease: for the embedded database, whose only process is the caller, so that a restart resumes at once. */
export async function freeAllLeases(db: Db): Promise<void> {
  await db
    .updateTable('work')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', 'is not', null)
    .execute();
}
