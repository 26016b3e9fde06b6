import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { isUuid } from '../../platform/ids.ts';

export type UserRow = Selectable<Tables['users']>;

/** Undefined when another user of the tenant has the external id. */
export const insertUser = (
  db: Db,
  tenantId: string,
  user: Pick<UserRow, 'id' | 'external_id' | 'name' | 'email'> & { metadata: object; now: Date },
): Promise<UserRow | undefined> =>
  db
    .insertInto('users')
    .values({
      tenant_id: tenantId,
      id: user.id,
      external_id: user.external_id,
      name: user.name,
      email: user.email,
      metadata: JSON.stringify(user.metadata),
      created_at: user.now,
      updated_at: user.now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'external_id']).doNothing())
    .returningAll()
    .executeTakeFirst();

export const listUsers = (
  db: Db,
  tenantId: string,
  filter: { externalId?: string | undefined; id?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<UserRow[]> =>
  db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .$if(filter.externalId !== undefined, (query) => query.where('external_id', '=', filter.externalId ?? ''))
    .$if(filter.id !== undefined, (query) => query.where('id', '=', filter.id ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

/** By our id or by the caller's own; where somebody's `external_id` is the id of another, our id counts. */
export const findUserByRef = (db: Db, tenantId: string, ref: string): Promise<UserRow | undefined> =>
  db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((eb) => eb.or([eb('external_id', '=', ref), ...(isUuid(ref) ? [eb('id', '=', ref)] : [])]))
    .orderBy(sql`external_id IS NOT DISTINCT FROM ${ref}`)
    .limit(1)
    .executeTakeFirst();

/** `taken` when another user of the tenant has the external id; undefined when there is no such user. */
export async function updateUser(
  db: Db,
  tenantId: string,
  id: string,
  change: {
    external_id?: string | null | undefined;
    name?: string | null | undefined;
    email?: string | null | undefined;
    metadata?: object | undefined;
  },
  now: Date,
): Promise<UserRow | 'taken' | undefined> {
  const { metadata, ...rest } = change;
  try {
    return await db
      .updateTable('users')
      .set({ ...rest, ...(metadata ? { metadata: JSON.stringify(metadata) } : {}), updated_at: now })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  } catch (error) {
    if ((error as { code?: unknown }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

/** PostgreSQL's SQLSTATE. Only the external id can be taken: ids do not change. */
const UNIQUE_VIOLATION = '23505';
