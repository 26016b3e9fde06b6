import type { Db } from '../../platform/db/index.ts';

const planOf = (db: Db, tenantId: string) => db.selectFrom('tenants').select('plan').where('tenant_id', '=', tenantId);

export async function findPlan(db: Db, tenantId: string): Promise<string | null> {
  return (await planOf(db, tenantId).executeTakeFirstOrThrow()).plan;
}

export async function lockPlan(tx: Db, tenantId: string): Promise<string | null> {
  return (await planOf(tx, tenantId).forNoKeyUpdate().executeTakeFirstOrThrow()).plan;
}

export async function setPlan(tx: Db, tenantId: string, plan: string | null): Promise<void> {
  await tx.updateTable('tenants').set({ plan }).where('tenant_id', '=', tenantId).execute();
}
