import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type TenantRow = Selectable<Tables['tenants']>;

export async function insertTenant(
  db: Db,
  tenant: { tenantId: string; name: string; email: string; createdAt: Date },
): Promise<void> {
  await db
    .insertInto('tenants')
    .values({ tenant_id: tenant.tenantId, name: tenant.name, email: tenant.email, created_at: tenant.createdAt })
    .execute();
}

export const findTenant = (db: Db, tenantId: string): Promise<TenantRow> =>
  db.selectFrom('tenants').selectAll().where('tenant_id', '=', tenantId).executeTakeFirstOrThrow();

export const updateTenant = (
  db: Db,
  tenantId: string,
  change: {
    name?: string | undefined;
    email?: string | undefined;
    recoverable_keys?: boolean | undefined;
    conversation_days?: number | null | undefined;
  },
): Promise<TenantRow> =>
  db
    .updateTable('tenants')
    .set((eb) => ({ created_at: eb.ref('created_at'), ...change })) // so that an empty change is a statement too
    .where('tenant_id', '=', tenantId)
    .returningAll()
    .executeTakeFirstOrThrow();

/** All that the tenant owns goes with it, by foreign keys. */
export async function deleteTenant(db: Db, tenantId: string): Promise<void> {
  await db.deleteFrom('tenants').where('tenant_id', '=', tenantId).execute();
}
