import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { findNamedUser } from './resolve.ts';
import * as store from './store.ts';

/**
 * End users belong to the tenant as a whole, so a key limited to projects or agents sees none, and one that was derived for a
 * user sees only them. They are the tenant's own data and change often, so that the audit log, which forgets nobody, does not hold
 * them.
 */
export interface UserDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
}

export type User = ResultOf<typeof routes.getUser>;

export async function createUser(
  deps: UserDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createUser>,
): Promise<User> {
  requireWholeTenant(principal);
  const { external_id = null, name = null, email = null, metadata } = input;
  const user = { id: uuidv7(), external_id, name, email, metadata, now: deps.clock.now() };
  const row = await store.insertUser(deps.db, principal.tenantId, user);
  if (!row) throw taken(external_id);
  return presentUser(row);
}

export async function listUsers(deps: UserDeps, principal: Principal, query: QueryOf<typeof routes.listUsers>) {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { external_id, ...page } = query;
  const own = await findNamedUser(deps, principal, undefined);
  if (own === null) return { data: [], next_cursor: null };
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'users',
    tenantId,
    page,
    (after, limit) => store.listUsers(deps.db, tenantId, { externalId: external_id, id: own?.id }, after, limit),
    (row) => row.id,
  );
  return { data: data.map(presentUser), next_cursor };
}

export async function requireUser(deps: { db: Db }, principal: Principal, id: string): Promise<store.UserRow> {
  requireWholeTenant(principal);
  const row = await findNamedUser(deps, principal, id);
  if (row?.id !== id) throw notFound('user');
  return row;
}

export async function getUser(deps: UserDeps, principal: Principal, id: string): Promise<User> {
  return presentUser(await requireUser(deps, principal, id));
}

export async function updateUser(
  deps: UserDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateUser>,
): Promise<User> {
  await requireUser(deps, principal, id);
  const row = await store.updateUser(deps.db, principal.tenantId, id, input, deps.clock.now());
  if (row === 'taken') throw taken(input.external_id);
  if (!row) throw notFound('user');
  return presentUser(row);
}

const taken = (externalId: string | null | undefined) =>
  new ApiError('external_id_taken', { external_id: externalId ?? '' });

export const presentUser = (row: store.UserRow): User => ({
  id: row.id,
  external_id: row.external_id,
  name: row.name,
  email: row.email,
  metadata: row.metadata as User['metadata'],
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
