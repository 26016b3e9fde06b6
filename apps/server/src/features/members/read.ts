import type { QueryOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import { paginate } from '../../platform/cursors.ts';
import { notFound } from '../../platform/errors.ts';
import { type Member, presentMember } from './present.ts';
import * as store from './store.ts';
import type { MemberDeps } from './types.ts';

export async function listMembers(
  deps: Pick<MemberDeps, 'db' | 'cursors'>,
  principal: Principal,
  { limit, cursor, role, status }: QueryOf<typeof routes.listMembers>,
): Promise<{ data: Member[]; next_cursor: string | null }> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'members',
    tenantId,
    { limit, cursor },
    (after, count) => store.listMembers(deps.db, tenantId, { role, status }, after, count),
    (row) => row.id,
  );
  return { data: data.map(presentMember), next_cursor };
}

export async function getMember(deps: Pick<MemberDeps, 'db'>, principal: Principal, id: string): Promise<Member> {
  requireWholeTenant(principal);
  const row = await store.findMember(deps.db, principal.tenantId, id);
  if (!row) throw notFound('member');
  return presentMember(row);
}
