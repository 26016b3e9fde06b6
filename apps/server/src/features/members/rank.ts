import { isGranted, notGranted, type Role, scopesOfRole } from '@ragkeep/access';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { requireStillHeld } from '../api-keys/index.ts';
import { findMember } from './store.ts';

/**
 * Throws `role_exceeded` unless the principal may deal with members of these roles: it must hold all their scopes itself. Since
 * owners and admins do not differ in scopes, owners are besides a matter of owners alone.
 */
export async function requireRank(tx: Db, principal: Principal, roles: readonly Role[]): Promise<void> {
  for (const role of new Set(roles)) {
    const held = notGranted(principal.scopes, scopesOfRole(role)).length === 0;
    if (!held || (role === 'owner' && !(await actsAsOwner(tx, principal))))
      throw new ApiError('role_exceeded', { role });
  }
}

/**
 * Throws `reach_exceeded` for a key that is bound to addresses, or that ends: by appointing somebody who logs in from anywhere,
 * and for good, it would cast its bounds off. And `unauthorized` when what the principal holds is taken back at this moment.
 */
export async function requireUnbounded(tx: Db, principal: Principal): Promise<void> {
  const key = await requireStillHeld(tx, principal);
  if (key?.allowed_cidrs) throw new ApiError('reach_exceeded', { limited_to: 'addresses' });
  if (key?.expires_at) throw new ApiError('reach_exceeded', { limited_to: 'time' });
}

/** An owner, a key of theirs, or a key of the whole tenant that no member answers for, as its first one. */
async function actsAsOwner(tx: Db, { tenantId, memberId, scopes }: Principal): Promise<boolean> {
  if (!isGranted(scopes, 'tenant:admin')) return false;
  if (memberId === null) return true;
  const member = await findMember(tx, tenantId, memberId);
  return member?.role === 'owner' && member.status === 'active';
}
