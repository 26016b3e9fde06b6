import type { Role } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { requireUse } from '../../platform/limiter/index.ts';
import type { Mail } from '../../platform/mail/index.ts';
import { addMember } from './create.ts';
import { issueLink } from './links.ts';
import { invitation } from './mails.ts';
import { auditFacts, type Member, presentMember } from './present.ts';
import { requireRank } from './rank.ts';
import { lockMember, type MemberRow, tenantName } from './store.ts';
import type { MemberDeps } from './types.ts';

/** For each tenant: strangers must not be flooded with mails in the server's name. */
const INVITATIONS = { points: 100, windowSeconds: 3600 };

/** Adds a member who is mailed a link to choose a password. */
export async function inviteMember(
  deps: MemberDeps,
  principal: Principal,
  input: BodyOf<typeof routes.inviteMember>,
): Promise<Member> {
  requireWholeTenant(principal);
  await requireUse(deps.limiter, 'invitations', `invite:${principal.tenantId}`, INVITATIONS);
  const { row, mail } = await deps.db.transaction().execute(async (tx) => {
    const added = await addMember(tx, deps, principal, { ...input, passwordHash: null });
    return { row: added, mail: await invitationFor(tx, deps, added) };
  });
  await send(deps, mail);
  return presentMember(row);
}

/** A new link for somebody who has not accepted yet; the one before is dead. */
export async function resendInvite(deps: MemberDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  await requireUse(deps.limiter, 'invitations', `invite:${principal.tenantId}`, INVITATIONS);
  const mail = await deps.db.transaction().execute(async (tx) => {
    const row = await lockMember(tx, principal.tenantId, id);
    if (!row) throw notFound('member');
    await requireRank(tx, principal, [row.role as Role]);
    if (row.status !== 'invited') throw new ApiError('email_taken', { email: row.email });
    const composed = await invitationFor(tx, deps, row);
    await deps.audit.record(tx, principal, {
      action: 'member.invited',
      target: { type: 'member', id },
      after: auditFacts(row),
    });
    return composed;
  });
  await send(deps, mail);
}

async function invitationFor(
  tx: Db,
  { clock, publicUrl }: Pick<MemberDeps, 'clock' | 'publicUrl'>,
  row: MemberRow,
): Promise<Mail> {
  const token = await issueLink(tx, clock, row, 'invite', row.email);
  return invitation({ to: row.email, tenant: await tenantName(tx, row.tenant_id), publicUrl, token });
}

async function send({ mailer, log }: Pick<MemberDeps, 'mailer' | 'log'>, mail: Mail): Promise<void> {
  try {
    await mailer.send(mail);
  } catch (error) {
    log.error({ err: error }, 'an invitation could not be sent');
    throw new ApiError(
      'unavailable',
      { reason: 'the mail could not be sent; send the invitation again later' },
      { cause: error },
    );
  }
}
