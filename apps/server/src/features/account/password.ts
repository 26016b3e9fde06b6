import type { BodyOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { checkLink, forgetLinks, updateMember, useLink } from '../members/index.ts';
import { endSessions } from '../sessions/index.ts';
import { actorOf, attempt, lockSelf, requirePassword, requireUnchanged } from './self.ts';
import type { AccountDeps } from './types.ts';

/** Sets a new password; all other sessions of the member end, and so do links that were mailed. */
export async function changePassword(
  deps: AccountDeps,
  principal: Principal,
  input: BodyOf<typeof routes.changePassword>,
): Promise<void> {
  const { tenantId, sessionId } = principal;
  const checked = await attempt(deps, principal, () => requirePassword(deps, principal, input.current_password));
  const passwordHash = await hashPassword(input.new_password);
  await deps.changes.transaction(tenantId, async (tx) => {
    const row = await lockSelf(tx, principal);
    requireUnchanged(row, checked);
    await updateMember(tx, tenantId, row.id, { password_hash: passwordHash });
    await endSessions(tx, tenantId, row.id, deps.clock.now(), { except: sessionId });
    await forgetLinks(tx, tenantId, row.id);
    await deps.audit.record(tx, principal, {
      action: 'member.password_changed',
      target: { type: 'member', id: row.id },
    });
  });
}

/** Sets a new password by a mailed link; all sessions of the member end, and so do their other links. */
export async function resetPassword(
  deps: AccountDeps,
  { token, password }: BodyOf<typeof routes.resetPassword>,
  address: string,
): Promise<void> {
  const { tenant_id } = await checkLink(deps.db, deps.clock, 'password_reset', token);
  const passwordHash = await hashPassword(password);
  await deps.changes.transaction(tenant_id, async (tx) => {
    const { member } = await useLink(tx, deps.clock, 'password_reset', token, 'active');
    await updateMember(tx, tenant_id, member.id, { password_hash: passwordHash });
    await endSessions(tx, tenant_id, member.id, deps.clock.now());
    await forgetLinks(tx, tenant_id, member.id);
    await deps.audit.record(tx, actorOf(member, address), {
      action: 'member.password_reset',
      target: { type: 'member', id: member.id },
    });
  });
}
