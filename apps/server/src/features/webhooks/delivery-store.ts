import type { Selectable, Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type DeliveryRow = Selectable<Tables['webhook_deliveries']>;
export type NewDelivery = Pick<DeliveryRow, 'tenant_id' | 'id' | 'webhook_id' | 'event' | 'body' | 'created_at'>;

/** PostgreSQL takes 65,535 parameters a statement; a delivery has 9. */
const DELIVERIES_PER_STATEMENT = 1000;

/** Deliveries that are due at once. */
export async function insertDeliveries(tx: Db, deliveries: readonly NewDelivery[]): Promise<DeliveryRow[]> {
  const inserted: DeliveryRow[] = [];
  for (let first = 0; first < deliveries.length; first += DELIVERIES_PER_STATEMENT) {
    const values = deliveries
      .slice(first, first + DELIVERIES_PER_STATEMENT)
      .map((delivery) => ({ ...delivery, status: 'pending', attempts: 0, next_attempt_at: delivery.created_at }));
    inserted.push(...(await tx.insertInto('webhook_deliveries').values(values).returningAll().execute()));
  }
  return inserted;
}

export const listDeliveries = (
  db: Db,
  tenantId: string,
  webhookId: string,
  after: string | undefined,
  limit: number,
): Promise<DeliveryRow[]> =>
  db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('webhook_id', '=', webhookId)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

const pending = (db: Db, tenantId: string, webhookId: string) =>
  db
    .selectFrom('webhook_deliveries')
    .where('tenant_id', '=', tenantId)
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'pending')
    .orderBy('next_attempt_at')
    .orderBy('id');

/** The first of those that are due. */
export const listDue = (
  db: Db,
  tenantId: string,
  webhookId: string,
  now: Date,
  limit: number,
): Promise<DeliveryRow[]> =>
  pending(db, tenantId, webhookId).selectAll().where('next_attempt_at', '<=', now).limit(limit).execute();

/** When the next attempt of any is due; null when none waits. */
export async function nextAttemptAt(db: Db, tenantId: string, webhookId: string): Promise<Date | null> {
  const row = await pending(db, tenantId, webhookId).select('next_attempt_at').limit(1).executeTakeFirst();
  return row?.next_attempt_at ?? null;
}

/** Writes what became of an attempt, unless the delivery was asked for again, or given up, meanwhile. */
export async function recordAttempt(
  db: Db,
  before: DeliveryRow,
  change: Updateable<Tables['webhook_deliveries']>,
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ ...change, attempts: before.attempts + 1 })
    .where('tenant_id', '=', before.tenant_id)
    .where('id', '=', before.id)
    .where('status', '=', 'pending')
    .where('attempts', '=', before.attempts)
    .where('next_attempt_at', '=', before.next_attempt_at)
    .execute();
}

/** Gives up what is due. */
export async function failDue(db: Db, tenantId: string, webhookId: string, error: string, now: Date) {
  await db
    .updateTable('webhook_deliveries')
    .set({ status: 'failed', next_attempt_at: null, error, finished_at: now })
    .where('tenant_id', '=', tenantId)
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'pending')
    .where('next_attempt_at', '<=', now)
    .execute();
}

/** Makes it due now, with all its attempts before it. */
export const restart = (
  tx: Db,
  tenantId: string,
  webhookId: string,
  id: string,
  now: Date,
): Promise<DeliveryRow | undefined> =>
  tx
    .updateTable('webhook_deliveries')
    .set({
      status: 'pending',
      attempts: 0,
      next_attempt_at: now,
      response_status: null,
      error: null,
      finished_at: null,
    })
    .where('tenant_id', '=', tenantId)
    .where('webhook_id', '=', webhookId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();

/** Of all tenants: those that were finished before then. */
export async function deleteOldDeliveries(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('webhook_deliveries')
    .where('status', '<>', 'pending')
    .where('finished_at', '<', before)
    .execute();
}
