import type { BodyOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { ApiError } from '../../platform/errors.ts';
import { requireUse } from '../../platform/limiter/index.ts';
import {
  emailChangeNotice,
  emailConfirmation,
  forgetLinks,
  isMemberEmail,
  issueLink,
  memberFacts,
  moveEmail,
  tenantName,
  useLink,
} from '../members/index.ts';
import { actorOf, attempt, lockSelf, requirePassword, requireUnchanged } from './self.ts';
import type { AccountDeps } from './types.ts';

/** For each member: strangers must not be flooded with mails in the server's name. */
const CHANGES = { points: 5, windowSeconds: 3600 };

/** Mails a link to the new address, and a notice to the present one, which stays until the link is used. */
export async function changeEmail(
  deps: AccountDeps,
  principal: Principal,
  { email, password }: BodyOf<typeof routes.changeEmail>,
): Promise<void> {
  const { db, clock, publicUrl, mailer, log } = deps;
  const { tenantId } = principal;
  const checked = await attempt(deps, principal, () => requirePassword(deps, principal, password));
  await requireUse(deps.limiter, 'links', `change-email:${principal.id}`, CHANGES);
  const mails = await db.transaction().execute(async (tx) => {
    const row = await lockSelf(tx, principal);
    requireUnchanged(row, checked);
    if (await isMemberEmail(tx, tenantId, email)) throw new ApiError('email_taken', { email });
    const token = await issueLink(tx, clock, row, 'email_change', email);
    const tenant = await tenantName(tx, tenantId);
    await deps.audit.record(tx, principal, {
      action: 'member.email_change_asked',
      target: { type: 'member', id: row.id },
      before: { email: row.email },
      after: { email },
    });
    return [
      emailConfirmation({ to: email, tenant, publicUrl, token }),
      emailChangeNotice({ to: row.email, tenant, email }),
    ];
  });
  try {
    for (const mail of mails) await mailer.send(mail);
  } catch (error) {
    log.error({ err: error }, 'a link for a new address could not be sent');
    throw new ApiError('unavailable', { reason: 'the mail could not be sent; try again later' }, { cause: error });
  }
}

/** Puts the new address in the old one's place. Links that went to the old one are dead. */
export async function confirmEmail(
  deps: Pick<AccountDeps, 'db' | 'clock' | 'audit'>,
  { token }: BodyOf<typeof routes.confirmEmail>,
  address: string,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const { member, email } = await useLink(tx, deps.clock, 'email_change', token, 'active');
    if (!(await moveEmail(tx, member.tenant_id, member.id, email))) throw new ApiError('email_taken', { email });
    await forgetLinks(tx, member.tenant_id, member.id);
    await deps.audit.record(tx, actorOf(member, address), {
      action: 'member.email_changed',
      target: { type: 'member', id: member.id },
      before: memberFacts(member),
      after: memberFacts({ ...member, email }),
    });
  });
}
