import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type ToolsetRow = Selectable<Tables['toolsets']>;

const ofTenant = (db: Db, tenantId: string) => db.selectFrom('toolsets').selectAll().where('tenant_id', '=', tenantId);

export const insertToolset = (tx: Db, toolset: Insertable<Tables['toolsets']>): Promise<ToolsetRow> =>
  tx.insertInto('toolsets').values(toolset).returningAll().executeTakeFirstOrThrow();

export async function countToolsets(db: Db, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('toolsets')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return count;
}

export const findToolset = (db: Db, tenantId: string, id: string): Promise<ToolsetRow | undefined> =>
  ofTenant(db, tenantId).where('id', '=', id).executeTakeFirst();

export const findToolsets = (db: Db, tenantId: string, ids: readonly string[]): Promise<ToolsetRow[]> =>
  ofTenant(db, tenantId).where(sql<boolean>`id = ANY(${ids}::uuid[])`).execute();

/** Keeps others from changing it, or from letting agents use it, until the transaction ends. */
export const lockToolset = (tx: Db, tenantId: string, id: string): Promise<ToolsetRow | undefined> =>
  ofTenant(tx, tenantId).where('id', '=', id).forUpdate().executeTakeFirst();

/** Keeps them from being changed or deleted until the transaction ends. In the order of their ids, as all do it. */
export const holdToolsets = (tx: Db, tenantId: string, ids: readonly string[]): Promise<ToolsetRow[]> =>
  ofTenant(tx, tenantId).where(sql<boolean>`id = ANY(${ids}::uuid[])`).orderBy('id').forShare().execute();

export const listToolsets = (
  db: Db,
  tenantId: string,
  after: string | undefined,
  limit: number,
): Promise<ToolsetRow[]> =>
  ofTenant(db, tenantId)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const updateToolset = (
  tx: Db,
  tenantId: string,
  id: string,
  change: Updateable<Tables['toolsets']>,
): Promise<ToolsetRow> =>
  tx
    .updateTable('toolsets')
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export async function deleteToolset(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('toolsets').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Agents that answer with its help, up to 20 of them. */
export async function agentsUsing(db: Db, tenantId: string, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('agents')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`tools @> ${JSON.stringify([{ toolset_id: id }])}::jsonb`)
    .orderBy('id')
    .limit(20)
    .execute();
  return rows.map((row) => row.id);
}

/** Those whose calls carry the credential, oldest first. */
export const toolsetsWithCredential = (
  db: Db,
  tenantId: string,
  credentialId: string,
  limit: number,
): Promise<Pick<ToolsetRow, 'id' | 'name'>[]> =>
  db
    .selectFrom('toolsets')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('credential_id', '=', credentialId)
    .orderBy('id')
    .limit(limit)
    .execute();
