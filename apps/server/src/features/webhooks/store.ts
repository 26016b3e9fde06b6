import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type WebhookRow = Selectable<Tables['webhooks']>;

const ofTenant = (db: Db, tenantId: string) => db.selectFrom('webhooks').selectAll().where('tenant_id', '=', tenantId);

export const insertWebhook = (tx: Db, webhook: Insertable<Tables['webhooks']>): Promise<WebhookRow> =>
  tx.insertInto('webhooks').values(webhook).returningAll().executeTakeFirstOrThrow();

export async function countWebhooks(db: Db, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('webhooks')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export const findWebhook = (db: Db, tenantId: string, id: string): Promise<WebhookRow | undefined> =>
  ofTenant(db, tenantId).where('id', '=', id).executeTakeFirst();

/** Keeps others from changing it until the transaction ends, though not from writing deliveries to it. */
export const lockWebhook = (tx: Db, tenantId: string, id: string): Promise<WebhookRow | undefined> =>
  ofTenant(tx, tenantId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();

export const listWebhooks = (
  db: Db,
  tenantId: string,
  after: string | undefined,
  limit: number,
): Promise<WebhookRow[]> =>
  ofTenant(db, tenantId)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

/** In the order of their ids, so that two who write to all of them do it in the same order. */
export const listActive = (db: Db, tenantId: string): Promise<Pick<WebhookRow, 'id' | 'events'>[]> =>
  db
    .selectFrom('webhooks')
    .select(['id', 'events'])
    .where('tenant_id', '=', tenantId)
    .where('is_active', '=', true)
    .orderBy('id')
    .execute();

export const updateWebhook = (
  tx: Db,
  tenantId: string,
  id: string,
  change: Updateable<Tables['webhooks']>,
): Promise<WebhookRow> =>
  tx
    .updateTable('webhooks')
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export async function deleteWebhook(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('webhooks').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Those whose deliveries carry the credential, oldest first. */
export const webhooksWithCredential = (
  db: Db,
  tenantId: string,
  credentialId: string,
  limit: number,
): Promise<Pick<WebhookRow, 'id' | 'url'>[]> =>
  db
    .selectFrom('webhooks')
    .select(['id', 'url'])
    .where('tenant_id', '=', tenantId)
    .where('credential_id', '=', credentialId)
    .orderBy('id')
    .limit(limit)
    .execute();
