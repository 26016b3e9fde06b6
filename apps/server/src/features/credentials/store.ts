import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type CredentialRow = Selectable<Tables['credentials']>;

export const insertCredential = (
  db: Db,
  tenantId: string,
  {
    now,
    facts,
    ...credential
  }: Pick<CredentialRow, 'id' | 'name' | 'kind' | 'hosts' | 'sealed_secret'> & {
    facts: object;
    now: Date;
  },
): Promise<CredentialRow> =>
  db
    .insertInto('credentials')
    .values({
      tenant_id: tenantId,
      ...credential,
      facts: JSON.stringify(facts),
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();

export const listCredentials = (
  db: Db,
  tenantId: string,
  after: string | undefined,
  limit: number,
): Promise<CredentialRow[]> =>
  db
    .selectFrom('credentials')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const findCredential = (db: Db, tenantId: string, id: string): Promise<CredentialRow | undefined> =>
  db.selectFrom('credentials').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** Keeps others from changing it until the transaction ends. */
export const lockCredential = (tx: Db, tenantId: string, id: string): Promise<CredentialRow | undefined> =>
  tx
    .selectFrom('credentials')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

export const updateCredential = (
  tx: Db,
  tenantId: string,
  id: string,
  { now, facts, ...change }: Pick<CredentialRow, 'name' | 'hosts' | 'sealed_secret'> & { facts: object; now: Date },
): Promise<CredentialRow> =>
  tx
    .updateTable('credentials')
    .set({ ...change, facts: JSON.stringify(facts), updated_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export const deleteCredential = (tx: Db, tenantId: string, id: string): Promise<CredentialRow | undefined> =>
  tx.deleteFrom('credentials').where('tenant_id', '=', tenantId).where('id', '=', id).returningAll().executeTakeFirst();

export async function touchCredential(db: Db, tenantId: string, id: string, now: Date): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ last_used_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}
