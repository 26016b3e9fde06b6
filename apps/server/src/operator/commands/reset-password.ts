import { issueLink, lockMember, memberFacts, passwordReset, tenantName } from '../../features/members/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import type { OperatorDeps } from '../deps.ts';
import { operatorOf } from '../principal.ts';

/** The text of the mail that a member who forgot the password would get. The present password works until the link is used. */
export function resetPassword(
  deps: OperatorDeps,
  tenantId: string,
  memberId: string,
): Promise<{ email: string; text: string }> {
  return deps.db.transaction().execute(async (tx) => {
    const member = await lockMember(tx, tenantId, memberId);
    if (!member) throw notFound('member');
    // Others could not use the link: who is invited has a link already, who is disabled must be enabled first.
    if (member.status !== 'active') throw new ApiError('not_found', { resource: 'active member' });
    const token = await issueLink(tx, deps.clock, member, 'password_reset', member.email);
    await deps.audit.record(tx, operatorOf(tenantId), {
      action: 'member.password_reset_issued',
      target: { type: 'member', id: memberId },
      after: memberFacts(member),
    });
    const { publicUrl } = deps;
    const mail = passwordReset({ to: member.email, tenant: await tenantName(tx, tenantId), publicUrl, token });
    return { email: mail.to, text: mail.text };
  });
}
