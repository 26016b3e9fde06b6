import type { Reach } from '@ragkeep/access';
import { type Selectable, sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { deleteSecrets } from './secret-store.ts';

export type KeyRow = Selectable<Tables['api_keys']>;

/** Whose keys are seen: all of a tenant's, or only those that reach no further than the one who looks. */
export interface KeyView {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

export interface NewKey {
  id: string;
  name: string;
  keyPrefix: string;
  environment: 'live' | 'test';
  scopes: readonly string[];
  projectIds: Reach;
  agentIds: Reach;
  allowedCidrs: readonly string[] | null;
  ratePerMinute: number | null;
  /** Of a recoverable key. */
  sealedSecret: Buffer | null;
  metadata: object;
  createdBy: { type: Principal['type'] | 'registration'; id: string | null };
  memberId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

/** What may change of a key; what is undefined stays. */
export interface KeyChange {
  name?: string | undefined;
  scopes?: readonly string[] | undefined;
  project_ids?: Reach | undefined;
  agent_ids?: Reach | undefined;
  allowed_cidrs?: readonly string[] | undefined;
  rate_limit_per_minute?: number | undefined;
  expires_at?: Date | undefined;
  metadata?: object | undefined;
  key_prefix?: string;
  sealed_secret?: Buffer | null;
  revoked_at?: Date;
}

/** Which keys of those in view; undefined: whatever. */
export interface KeyFilter {
  projectId?: string | undefined;
  agentId?: string | undefined;
  createdBy?: string | undefined;
  environment?: 'live' | 'test' | undefined;
  isActive?: boolean | undefined;
  now: Date;
}

const list = (ids: Reach): string[] | null => (ids === null ? null : [...ids]);

export async function insertKey(db: Db, tenantId: string, key: NewKey): Promise<KeyRow> {
  return db.insertInto('api_keys').values(toRow(tenantId, key)).returningAll().executeTakeFirstOrThrow();
}

/** In any order. */
export const insertKeys = (db: Db, tenantId: string, keys: readonly NewKey[]): Promise<KeyRow[]> =>
  db
    .insertInto('api_keys')
    .values(keys.map((key) => toRow(tenantId, key)))
    .returningAll()
    .execute();

const toRow = (tenantId: string, key: NewKey) => ({
  tenant_id: tenantId,
  id: key.id,
  name: key.name,
  key_prefix: key.keyPrefix,
  environment: key.environment,
  scopes: [...key.scopes],
  project_ids: list(key.projectIds),
  agent_ids: list(key.agentIds),
  allowed_cidrs: list(key.allowedCidrs),
  rate_limit_per_minute: key.ratePerMinute,
  sealed_secret: key.sealedSecret,
  metadata: JSON.stringify(key.metadata),
  member_id: key.memberId,
  created_by_type: key.createdBy.type,
  created_by_id: key.createdBy.id,
  created_at: key.createdAt,
  expires_at: key.expiresAt,
});

/** The keys in view, for more conditions. */
export const visible = (db: Db, view: KeyView) => {
  let query = db.selectFrom('api_keys').selectAll().where('tenant_id', '=', view.tenantId);
  if (view.projectIds) query = query.where(sql<boolean>`project_ids <@ ${view.projectIds}::uuid[]`);
  if (view.agentIds) query = query.where(sql<boolean>`agent_ids <@ ${view.agentIds}::uuid[]`);
  return query;
};

const active = (now: Date) => sql<boolean>`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`;

/** Newest first. */
export function listKeys(
  db: Db,
  view: KeyView,
  { projectId, agentId, createdBy, environment, isActive, now }: KeyFilter,
  after: string | undefined,
  limit: number,
): Promise<KeyRow[]> {
  let query = visible(db, view);
  if (projectId !== undefined) query = query.where(sql<boolean>`${projectId}::uuid = ANY(project_ids)`);
  if (agentId !== undefined) query = query.where(sql<boolean>`${agentId}::uuid = ANY(agent_ids)`);
  if (createdBy !== undefined) query = query.where('created_by_id', '=', createdBy);
  if (environment !== undefined) query = query.where('environment', '=', environment);
  if (isActive !== undefined) query = query.where(isActive ? active(now) : sql<boolean>`NOT (${active(now)})`);
  if (after !== undefined) query = query.where('id', '<', after);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

export async function countActive(db: Db, tenantId: string, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('api_keys')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where(active(now))
    .executeTakeFirstOrThrow();
  return count;
}

export const findKey = (db: Db, view: KeyView, id: string): Promise<KeyRow | undefined> =>
  visible(db, view).where('id', '=', id).executeTakeFirst();

/** The same, kept from being changed by others until the transaction ends. */
export const lockKey = (tx: Db, view: KeyView, id: string): Promise<KeyRow | undefined> =>
  visible(tx, view).where('id', '=', id).forUpdate().executeTakeFirst();

/** A key that others may read but not change until the transaction ends. */
export const keepKey = (tx: Db, tenantId: string, id: string): Promise<KeyRow | undefined> =>
  tx
    .selectFrom('api_keys')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();

/** The role of an active member, which nobody changes until the transaction ends. */
export async function keepActiveRole(tx: Db, tenantId: string, memberId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('members')
    .select('role')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', memberId)
    .where('status', '=', 'active')
    .forShare()
    .executeTakeFirst();
  return row?.role;
}

export async function updateKey(db: Db, tenantId: string, id: string, change: KeyChange): Promise<KeyRow> {
  const { scopes, project_ids, agent_ids, allowed_cidrs, metadata, ...rest } = change;
  return db
    .updateTable('api_keys')
    .set({
      ...rest,
      ...(scopes ? { scopes: [...scopes] } : {}),
      ...(project_ids ? { project_ids: list(project_ids) } : {}),
      ...(agent_ids ? { agent_ids: list(agent_ids) } : {}),
      ...(allowed_cidrs ? { allowed_cidrs: list(allowed_cidrs) } : {}),
      ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
      id, // so that an empty change is a statement too
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A key in use, its tenant's plan, and the role of the member who answers for it; a key ends with its member. */
export const findActiveKey = (
  db: Db,
  tenantId: string,
  id: string,
  now: Date,
): Promise<(KeyRow & { member_role: string | null; tenant_plan: string | null }) | undefined> =>
  db
    .selectFrom('api_keys as k')
    .innerJoin('tenants as t', 't.tenant_id', 'k.tenant_id')
    .leftJoin('members as m', (join) =>
      join.onRef('m.tenant_id', '=', 'k.tenant_id').onRef('m.id', '=', 'k.member_id').on('m.status', '=', 'active'),
    )
    .selectAll('k')
    .select(['m.role as member_role', 't.plan as tenant_plan'])
    .where('k.tenant_id', '=', tenantId)
    .where('k.id', '=', id)
    .where('k.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('k.expires_at', 'is', null), eb('k.expires_at', '>', now)]))
    .where((eb) => eb.or([eb('k.member_id', 'is', null), eb('m.id', 'is not', null)]))
    .executeTakeFirst();

export async function roleOfMember(db: Db, tenantId: string, memberId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('members')
    .select('role')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', memberId)
    .executeTakeFirst();
  return row?.role;
}

/** The copies that could be shown again are gone; the keys stay. */
export async function forgetRecoverable(db: Db, tenantId: string): Promise<void> {
  await db.updateTable('api_keys').set({ sealed_secret: null }).where('tenant_id', '=', tenantId).execute();
}

/** Whether the tenant lets keys be kept so that they can be shown again. It stays so until the transaction ends. */
export async function allowsRecoverable(db: Db, tenantId: string): Promise<boolean> {
  const row = await db
    .selectFrom('tenants')
    .select('recoverable_keys')
    .where('tenant_id', '=', tenantId)
    .forShare()
    .executeTakeFirstOrThrow();
  return row.recoverable_keys;
}

/** Where the tenant's owner is reached. */
export async function tenantEmail(db: Db, tenantId: string): Promise<string> {
  const row = await db
    .selectFrom('tenants')
    .select('email')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return row.email;
}

/** Keeps the later of the times, so that batches may come in any order. */
export async function touchKeys(db: Db, tenantId: string, used: { id: string; at: Date }[]): Promise<void> {
  await sql`
    UPDATE api_keys SET last_used_at = GREATEST(last_used_at, used.at)
    FROM unnest(${used.map(({ id }) => id)}::uuid[], ${used.map(({ at }) => at)}::timestamptz[]) AS used (id, at)
    WHERE api_keys.tenant_id = ${tenantId} AND api_keys.id = used.id`.execute(db);
}

/**
 * Takes a project or agent out of every key's limits; a key that was limited to it alone is revoked, since an empty limit
 * would otherwise have to mean "nothing" for ever.
 */
export async function forgetTarget(
  db: Db,
  tenantId: string,
  column: 'project_ids' | 'agent_ids',
  id: string,
  now: Date,
): Promise<void> {
  const limit = sql.ref(column);
  await sql`
    UPDATE api_keys SET
      revoked_at = CASE WHEN cardinality(array_remove(${limit}, ${id}::uuid)) = 0 THEN COALESCE(revoked_at, ${now}) ELSE revoked_at END,
      ${limit} = array_remove(${limit}, ${id}::uuid)
    WHERE tenant_id = ${tenantId} AND ${id}::uuid = ANY(${limit})`.execute(db);
}

/** Revokes all keys that a member answers for. */
export async function revokeKeysOfMember(tx: Db, tenantId: string, memberId: string, now: Date): Promise<void> {
  const revoked = await tx
    .updateTable('api_keys')
    .set({ revoked_at: now, sealed_secret: null })
    .where('tenant_id', '=', tenantId)
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  const ids = revoked.map((row) => row.id);
  if (ids.length > 0) await deleteSecrets(tx, tenantId, ids);
}

/** Those of `ids` that are no project (or agent) of the tenant, or lie beyond `within`. The others stay until the transaction ends. */
export async function missingTargets(
  db: Db,
  tenantId: string,
  kind: 'projects' | 'agents',
  ids: string[],
  within: Reach,
): Promise<string[]> {
  const rows = await db
    .selectFrom(kind)
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`id = ANY(${ids}::uuid[])`)
    .forShare()
    .execute();
  const found = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !found.has(id) || (within !== null && !within.includes(id)));
}
