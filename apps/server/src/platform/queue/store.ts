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
  /** Not before then; at once when left out. Asked for twice under one `dedupeKey`, the earlier of the two counts. */
  runAt?: Date;
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
        run_at: item.runAt ?? now,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('dedupe_key').doUpdateSet((eb) => ({
        generation: eb('work.generation', '+', 1),
        // One that was begun is at work, or failed and waits longer each time, which new work must not shorten.
        run_at: sql<Date>`CASE WHEN work.attempts = 0 THEN least(work.run_at, excluded.run_at) ELSE work.run_at END`,
      })),
    )
    .execute();
}

/**
 * Takes a due item for `leaseMs`, or undefined when nothing is due. Tenants take turns: it is one of the tenant that has the fewest
 * under way, and of those the one that waits longest, so that ten thousand files of one keep nobody else waiting. Costs a few
 * look-ups for each tenant that waits.
 */
export async function claim(
  db: Db,
  input: { owner: string; kind: string; now: Date; leaseMs: number },
): Promise<WorkItem | undefined> {
  const { owner, kind, now, leaseMs } = input;
  const isDue = sql`kind = ${kind} AND run_at <= ${now} AND (lease_until IS NULL OR lease_until <= ${now})`;
  const { rows } = await sql<WorkItem>`
    WITH RECURSIVE waiting (tenant_id) AS (
      (SELECT tenant_id FROM work WHERE ${isDue} ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT w.tenant_id FROM work w WHERE ${isDue} AND w.tenant_id > waiting.tenant_id ORDER BY w.tenant_id LIMIT 1)
      FROM waiting WHERE waiting.tenant_id IS NOT NULL
    ), next AS (
      SELECT tenant_id,
        (SELECT count(*) FROM work w WHERE w.kind = ${kind} AND w.tenant_id = waiting.tenant_id AND w.lease_until > ${now}) AS busy,
        (SELECT min(run_at) FROM work w WHERE ${isDue} AND w.tenant_id = waiting.tenant_id) AS since
      FROM waiting WHERE tenant_id IS NOT NULL ORDER BY busy, since, tenant_id LIMIT 1
    )
    UPDATE work SET lease_owner = ${owner}, lease_until = ${new Date(now.getTime() + leaseMs)}, attempts = attempts + 1
    WHERE id = (
      SELECT id FROM work
      WHERE ${isDue} AND tenant_id = (SELECT tenant_id FROM next)
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
