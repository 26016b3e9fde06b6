import type { BodyOf, routes } from '@ragkeep/contract';
import { hashPassword } from '../../platform/passwords.ts';
import { checkLink, memberFacts, updateMember, useLink } from '../members/index.ts';
import { actorOf } from './self.ts';
import type { AccountDeps } from './types.ts';

/** Makes an invited member active, with the password they chose. */
export async function acceptInvite(
  deps: Pick<AccountDeps, 'db' | 'clock' | 'audit'>,
  { token, password, ...names }: BodyOf<typeof routes.acceptInvite>,
  address: string,
): Promise<void> {
  await checkLink(deps.db, deps.clock, 'invite', token); // nobody makes us hash without one
  const passwordHash = await hashPassword(password);
  await deps.db.transaction().execute(async (tx) => {
    const { member } = await useLink(tx, deps.clock, 'invite', token, 'invited');
    const changed = await updateMember(tx, member.tenant_id, member.id, {
      ...names,
      status: 'active',
      password_hash: passwordHash,
    });
    await deps.audit.record(tx, actorOf(member, address), {
      action: 'member.invite_accepted',
      target: { type: 'member', id: member.id },
      before: memberFacts(member),
      after: memberFacts(changed),
    });
  });
}
