import type { Role } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { revokeKeysOfMember } from '../api-keys/index.ts';
import { revokeAppsOfMember } from '../apps/index.ts';
import { endSessions } from '../sessions/index.ts';
import { forgetLinks } from './links.ts';
import { auditFacts, type Member, presentMember } from './present.ts';
import { requireRank, requireUnbounded } from './rank.ts';
import * as store from './store.ts';
import type { MemberDeps } from './types.ts';

type ChangeDeps = Pick<MemberDeps, 'db' | 'changes' | 'audit' | 'clock'>;

/** Changes a member's name, role or status. A role or status counts at once, in every process. */
export async function updateMember(
  deps: ChangeDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateMember>,
): Promise<Member> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return deps.changes.transaction(tenantId, async (tx) => {
    const { row, owners } = await lockForChange(tx, tenantId, id);
    const { role = row.role as Role, status = row.status } = input;
    await requireRank(tx, principal, [row.role as Role, role]);
    if (role !== row.role || (status === 'active' && row.status !== 'active')) await requireUnbounded(tx, principal);
    if (role !== 'owner' || status !== 'active') requireAnotherOwner(owners, id);
    if (status !== row.status) await forgetLinks(tx, tenantId, id);
    if (status === 'disabled') await endSessions(tx, tenantId, id, deps.clock.now());
    const changed = await store.updateMember(tx, tenantId, id, input);
    await deps.audit.record(tx, principal, {
      action: 'member.updated',
      target: { type: 'member', id },
      before: auditFacts(row),
      after: auditFacts(changed),
    });
    return presentMember(changed);
  });
}

/** Removes a member; their sessions end and the keys and apps they answer for are revoked. */
export async function deleteMember(deps: ChangeDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await deps.changes.transaction(tenantId, async (tx) => {
    const { row, owners } = await lockForChange(tx, tenantId, id);
    await requireRank(tx, principal, [row.role as Role]);
    requireAnotherOwner(owners, id);
    await revokeKeysOfMember(tx, tenantId, id, deps.clock.now());
    await revokeAppsOfMember(tx, tenantId, id, deps.clock.now());
    await store.deleteDirectoryEntries(tx, tenantId, id);
    await store.deleteMember(tx, tenantId, id);
    await deps.audit.record(tx, principal, {
      action: 'member.deleted',
      target: { type: 'member', id },
      before: auditFacts(row),
    });
  });
}

/** For whoever lost their device: the password alone is enough again. */
export async function removeSecondFactor(deps: ChangeDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await deps.db.transaction().execute(async (tx) => {
    const row = await store.lockMember(tx, tenantId, id);
    if (!row) throw notFound('member');
    await requireRank(tx, principal, [row.role as Role]);
    if (!row.totp_enabled_at) throw new ApiError('second_factor_state', { enabled: false });
    const changed = await store.updateMember(tx, tenantId, id, store.NO_SECOND_FACTOR);
    await deps.audit.record(tx, principal, {
      action: 'member.second_factor_removed',
      target: { type: 'member', id },
      before: auditFacts(row),
      after: auditFacts(changed),
    });
  });
}

async function lockForChange(
  tx: Db,
  tenantId: string,
  id: string,
): Promise<{ row: store.MemberRow; owners: string[] }> {
  const owners = await store.lockOwners(tx, tenantId);
  const row = await store.lockMember(tx, tenantId, id);
  if (!row) throw notFound('member');
  return { row, owners };
}

/** Throws `last_owner` when nobody would be left who may do everything. */
function requireAnotherOwner(activeOwners: string[], id: string): void {
  if (activeOwners.length === 1 && activeOwners[0] === id) throw new ApiError('last_owner', {});
}
