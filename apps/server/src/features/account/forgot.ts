import { requireUse } from '../../platform/limiter/index.ts';
import { networkOf } from '../../platform/network.ts';
import { findDirectoryEntries, issueLink, lockMember, passwordReset, tenantName } from '../members/index.ts';
import type { AccountDeps } from './types.ts';

/** From one address on the network, whoever is asked for. */
const BY_ADDRESS = { points: 30, windowSeconds: 3600 };
/** For one e-mail address, whoever asks. */
const BY_EMAIL = { points: 5, windowSeconds: 3600 };

export interface ForgottenPasswords {
  /** Answers before anything is looked up, so that neither answer nor time tells whose address it is. Throws `rate_limited`. */
  ask(email: string, address: string): Promise<void>;
  /** Waits for the mails under way. */
  settle(): Promise<void>;
}

export function createForgottenPasswords(deps: AccountDeps): ForgottenPasswords {
  const underWay = new Set<Promise<void>>();
  return {
    async ask(email, address) {
      await requireUse(deps.limiter, 'links', `forgot:address:${networkOf(address)}`, BY_ADDRESS);
      // Signed, since buckets are kept readable and an address is nobody's business.
      const signed = deps.secrets.sign('forgot-email', email).toString('base64url');
      await requireUse(deps.limiter, 'links', `forgot:email:${signed}`, BY_EMAIL);
      const sending = sendLinks(deps, email)
        .catch((error: unknown) => deps.log.error({ err: error }, 'a link for a new password could not be sent'))
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async settle() {
      await Promise.all(underWay);
    },
  };
}

/** One mail for each tenant where the address is an active member's. */
async function sendLinks(deps: AccountDeps, email: string): Promise<void> {
  const { db, clock, publicUrl } = deps;
  for (const { tenant_id, member_id } of await findDirectoryEntries(db, email)) {
    const mail = await db.transaction().execute(async (tx) => {
      const row = await lockMember(tx, tenant_id, member_id);
      if (row?.status !== 'active') return null;
      const token = await issueLink(tx, clock, row, 'password_reset', row.email);
      return passwordReset({ to: row.email, tenant: await tenantName(tx, tenant_id), publicUrl, token });
    });
    if (mail) await deps.mailer.send(mail);
  }
}
