import { narrows, notGranted, type Role, type Scope, scopesOfRole } from '@ragkeep/access';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { unauthorized } from '../../platform/errors.ts';
import * as store from './store.ts';

/**
 * Throws `unauthorized` when what a request was admitted with was taken back since; until the transaction ends it cannot be. For
 * whatever outlives the request: a key made by a key that is revoked at this moment would be its heir otherwise.
 *
 * @returns the principal's own key, which bounds what it makes; undefined for a member
 */
export async function requireStillHeld(tx: Db, principal: Principal): Promise<store.KeyRow | undefined> {
  const { type, id, tenantId, memberId, scopes, projectIds, agentIds } = principal;
  // The member before the key, as whoever ends a member locks them.
  if (memberId !== null) {
    const role = await store.keepActiveRole(tx, tenantId, memberId);
    if (role === undefined || notGranted(scopesOfRole(role as Role), scopes).length > 0) throw unauthorized();
  }
  if (type !== 'key') return undefined;
  const key = await store.keepKey(tx, tenantId, id);
  if (!key || key.revoked_at || notGranted(key.scopes as Scope[], scopes).length > 0) throw unauthorized();
  if (!narrows(key.project_ids, projectIds) || !narrows(key.agent_ids, agentIds)) throw unauthorized();
  return key;
}
