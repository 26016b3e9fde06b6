import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type AppRow = Selectable<Tables['apps']>;

const ofTenant = (db: Db, tenantId: string) => db.selectFrom('apps').selectAll().where('tenant_id', '=', tenantId);

export async function insertApp(tx: Db, app: Insertable<Tables['apps']>): Promise<AppRow> {
  await tx.insertInto('app_directory').values({ app_id: app.id, tenant_id: app.tenant_id }).execute();
  return tx.insertInto('apps').values(app).returningAll().executeTakeFirstOrThrow();
}

export const findApp = (db: Db, tenantId: string, id: string): Promise<AppRow | undefined> =>
  ofTenant(db, tenantId).where('id', '=', id).executeTakeFirst();

export const lockApp = (tx: Db, tenantId: string, id: string): Promise<AppRow | undefined> =>
  ofTenant(tx, tenantId).where('id', '=', id).forUpdate().executeTakeFirst();

/** Newest first, from before the app `after` on. */
export const listApps = (
  db: Db,
  tenantId: string,
  { status, after, limit }: { status: AppRow['status'] | undefined; after: string | undefined; limit: number },
): Promise<AppRow[]> =>
  ofTenant(db, tenantId)
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const updateApp = (tx: Db, tenantId: string, id: string, change: Updateable<Tables['apps']>): Promise<AppRow> =>
  tx
    .updateTable('apps')
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export async function deleteApp(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('app_directory').where('tenant_id', '=', tenantId).where('app_id', '=', id).execute();
  await tx.deleteFrom('apps').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** The directory's entries; the apps themselves go with their tenant. */
export async function deleteAppDirectory(tx: Db, tenantId: string): Promise<void> {
  await tx.deleteFrom('app_directory').where('tenant_id', '=', tenantId).execute();
}

export const findTenantOfApp = (db: Db, id: string): Promise<{ tenant_id: string } | undefined> =>
  db.selectFrom('app_directory').select('tenant_id').where('app_id', '=', id).executeTakeFirst();

/** An app that is not revoked, with what bounds it; undefined where the member who approved it is no longer active. */
export const findStandingApp = (
  db: Db,
  tenantId: string,
  id: string,
): Promise<(AppRow & { member_role: string | null; tenant_plan: string | null }) | undefined> =>
  db
    .selectFrom('apps as a')
    .innerJoin('tenants as t', 't.tenant_id', 'a.tenant_id')
    .leftJoin('members as m', (join) =>
      join.onRef('m.tenant_id', '=', 'a.tenant_id').onRef('m.id', '=', 'a.member_id').on('m.status', '=', 'active'),
    )
    .selectAll('a')
    .select(['m.role as member_role', 't.plan as tenant_plan'])
    .where('a.tenant_id', '=', tenantId)
    .where('a.id', '=', id)
    .where('a.status', '<>', 'revoked')
    .where((eb) => eb.or([eb('a.member_id', 'is', null), eb('m.id', 'is not', null)]))
    .executeTakeFirst();

/** When a pending app first asked for something; gives whether it was the first time. */
export async function noteRequest(db: Db, tenantId: string, id: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('apps')
    .set({ requested_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('requested_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function touchApps(db: Db, tenantId: string, used: { id: string; at: Date }[]): Promise<void> {
  await sql`
    UPDATE apps SET last_used_at = GREATEST(last_used_at, used.at)
    FROM unnest(${used.map(({ id }) => id)}::uuid[], ${used.map(({ at }) => at)}::timestamptz[]) AS used (id, at)
    WHERE apps.tenant_id = ${tenantId} AND apps.id = used.id`.execute(db);
}

/** Takes a project out of every app's limits; an app that was limited to it alone is revoked, as a key would be. */
export async function forgetProjectInApps(tx: Db, tenantId: string, projectId: string, now: Date): Promise<void> {
  await sql`
    UPDATE apps SET
      status = CASE WHEN cardinality(array_remove(project_ids, ${projectId}::uuid)) = 0 THEN 'revoked' ELSE status END,
      revoked_at = CASE WHEN cardinality(array_remove(project_ids, ${projectId}::uuid)) = 0 THEN COALESCE(revoked_at, ${now}) ELSE revoked_at END,
      project_ids = array_remove(project_ids, ${projectId}::uuid)
    WHERE tenant_id = ${tenantId} AND ${projectId}::uuid = ANY(project_ids)`.execute(tx);
}

/** Revokes the apps that a member answers for. */
export async function revokeAppsOfMember(tx: Db, tenantId: string, memberId: string, now: Date): Promise<void> {
  await tx
    .updateTable('apps')
    .set({ status: 'revoked', revoked_at: now })
    .where('tenant_id', '=', tenantId)
    .where('member_id', '=', memberId)
    .where('status', '<>', 'revoked')
    .execute();
}
