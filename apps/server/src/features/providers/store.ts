import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type ProviderRow = Selectable<Tables['providers']>;

const ofTenant = (db: Db, tenantId: string) => db.selectFrom('providers').selectAll().where('tenant_id', '=', tenantId);

export const insertProvider = (tx: Db, provider: Insertable<Tables['providers']>): Promise<ProviderRow> =>
  tx.insertInto('providers').values(provider).returningAll().executeTakeFirstOrThrow();

export async function countProviders(db: Db, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('providers')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export const findProvider = (db: Db, tenantId: string, id: string): Promise<ProviderRow | undefined> =>
  ofTenant(db, tenantId).where('id', '=', id).executeTakeFirst();

/** Keeps others from changing it, or from letting agents use it, until the transaction ends. */
export const lockProvider = (tx: Db, tenantId: string, id: string): Promise<ProviderRow | undefined> =>
  ofTenant(tx, tenantId).where('id', '=', id).forUpdate().executeTakeFirst();

/** Keeps it from being changed or deleted until the transaction ends. */
export const holdProvider = (tx: Db, tenantId: string, id: string): Promise<ProviderRow | undefined> =>
  ofTenant(tx, tenantId).where('id', '=', id).forShare().executeTakeFirst();

export const listProviders = (
  db: Db,
  tenantId: string,
  after: string | undefined,
  limit: number,
): Promise<ProviderRow[]> =>
  ofTenant(db, tenantId)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const updateProvider = (
  tx: Db,
  tenantId: string,
  id: string,
  change: Updateable<Tables['providers']>,
): Promise<ProviderRow> =>
  tx
    .updateTable('providers')
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export async function deleteProvider(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('providers').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Agents that answer with it, oldest first. */
export const agentsUsing = (
  db: Db,
  tenantId: string,
  id: string,
  limit: number,
): Promise<Pick<Selectable<Tables['agents']>, 'id' | 'name' | 'project_id'>[]> =>
  db
    .selectFrom('agents')
    .select(['id', 'name', 'project_id'])
    .where('tenant_id', '=', tenantId)
    .where('provider_id', '=', id)
    .orderBy('id')
    .limit(limit)
    .execute();

/** Those whose requests carry the credential, oldest first. */
export const providersWithCredential = (
  db: Db,
  tenantId: string,
  credentialId: string,
  limit: number,
): Promise<Pick<ProviderRow, 'id' | 'name'>[]> =>
  db
    .selectFrom('providers')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('credential_id', '=', credentialId)
    .orderBy('id')
    .limit(limit)
    .execute();
