import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** Leases run by the database's clock alone, so that the processes' clocks need not agree. */
const leaseOf = (ms: number): RawBuilder<Date> => sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000})`;

/** Puts the process on the list, or anew when its lease had ended. */
export async function join(db: Db, id: string, epoch: number, leaseMs: number): Promise<void> {
  await db
    .insertInto('processes')
    .values({ id, epoch, lease_until: leaseOf(leaseMs) as never })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ epoch, lease_until: leaseOf(leaseMs) }))
    .execute();
}

/** Renews the lease and says up to which epoch the process has forgotten; false when it is not on the list any more. */
export async function report(db: Db, id: string, epoch: number, leaseMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('processes')
    .set({ epoch, lease_until: leaseOf(leaseMs) })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function leave(db: Db, id: string): Promise<void> {
  await db.deleteFrom('processes').where('id', '=', id).execute();
}

export const changesAfter = (db: Db, epoch: number) =>
  db.selectFrom('access_changes').select(['epoch', 'tenant_id']).where('epoch', '>', epoch).orderBy('epoch').execute();

export async function currentEpoch(db: Db): Promise<number> {
  const row = await db.selectFrom('access_epoch').select('epoch').executeTakeFirstOrThrow();
  return row.epoch;
}

/** The last statement of a transaction, since others wait at this row until it ends. */
export async function takeEpoch(tx: Db, tenantId: string): Promise<number> {
  const { epoch } = await tx
    .updateTable('access_epoch')
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .returning('epoch')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('access_changes')
    .values({ epoch, tenant_id: tenantId, at: sql<Date>`clock_timestamp()` as never })
    .execute();
  return epoch;
}

/** Whether a process other than this one may still remember what was before the epoch. */
export async function isAnybodyBehind(db: Db, id: string, epoch: number): Promise<boolean> {
  const behind = await db
    .selectFrom('processes')
    .select('id')
    .where('id', '<>', id)
    .where('epoch', '<', epoch)
    .where('lease_until', '>', sql<Date>`clock_timestamp()`)
    .limit(1)
    .executeTakeFirst();
  return behind !== undefined;
}
