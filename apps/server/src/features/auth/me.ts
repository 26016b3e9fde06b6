import { expandScopes } from '@ragkeep/access';
import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { getOwnKey } from '../api-keys/index.ts';
import { findMember, type MemberRow } from '../members/index.ts';
import { getTenant } from '../tenants/index.ts';

type Me = ResultOf<typeof routes.getMe>;

/** Who calls, and what they may do. */
export async function getMe(deps: { db: Db; clock: Clock }, principal: Principal): Promise<Me> {
  const common = { tenant: await getTenant(deps, principal), scopes: expandScopes(principal.scopes) };
  if (principal.type !== 'member') return { type: 'key', ...common, key: await getOwnKey(deps, principal) };
  const member = await findMember(deps.db, principal.tenantId, principal.id);
  if (!member) throw new ApiError('unauthorized', {}); // deleted at this very moment
  return { type: 'member', ...common, member: present(member) };
}

const present = (row: MemberRow): NonNullable<Me['member']> => ({
  id: row.id,
  email: row.email,
  first_name: row.first_name,
  last_name: row.last_name,
  role: row.role as NonNullable<Me['member']>['role'],
  second_factor: row.totp_enabled_at !== null,
});
