import type { QueryOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { paginate } from '../../platform/cursors.ts';
import { notFound } from '../../platform/errors.ts';
import { type Key, present } from './present.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

/** Which keys a principal sees: those that reach no further than itself. */
export const viewOf = ({ tenantId, projectIds, agentIds }: Principal): store.KeyView => ({
  tenantId,
  projectIds,
  agentIds,
});

export async function listKeys(deps: KeyDeps, principal: Principal, query: QueryOf<typeof routes.listApiKeys>) {
  const { limit, cursor, project_id, agent_id, created_by, environment, is_active } = query;
  const now = deps.clock.now();
  const filter = {
    projectId: project_id,
    agentId: agent_id,
    createdBy: created_by,
    environment,
    isActive: is_active,
    now,
  };
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'api-keys',
    principal.tenantId,
    { limit, cursor },
    (after, count) => store.listKeys(deps.db, viewOf(principal), filter, after, count),
    (row) => row.id,
  );
  return { data: data.map((row) => present(row, now)), next_cursor };
}

export async function getKey(deps: Pick<KeyDeps, 'db' | 'clock'>, principal: Principal, id: string): Promise<Key> {
  const row = await store.findKey(deps.db, viewOf(principal), id);
  if (!row) throw notFound('API key');
  return present(row, deps.clock.now());
}

/** The principal's own key, as `/auth/me` shows it. */
export const getOwnKey = (deps: Pick<KeyDeps, 'db' | 'clock'>, principal: Principal): Promise<Key> =>
  getKey(deps, { ...principal, projectIds: null, agentIds: null }, principal.id);
