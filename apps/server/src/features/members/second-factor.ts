import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { normaliseRecoveryCode, verifyTotp } from '../../platform/totp.ts';
import { type MemberRow, takeRecoveryCode, takeTotpStep } from './store.ts';

type MemberId = Pick<MemberRow, 'tenant_id' | 'id'>;

const context = ({ tenant_id, id }: MemberId): string => `${tenant_id}/${id}`;

/** Bound to the member, so that a secret copied to another row opens nothing. */
export const sealTotpSecret = (secrets: Secrets, member: MemberId, secret: Buffer): Buffer =>
  secrets.seal('totp', context(member), secret);

export const openTotpSecret = (secrets: Secrets, member: MemberId, sealed: Buffer): Buffer =>
  secrets.open('totp', context(member), sealed);

export const sealedTotpSecrets: SealedColumn = {
  name: 'second factors',
  table: 'members',
  key: ['tenant_id', 'id'],
  column: 'totp_secret',
  purpose: 'totp',
  context: ([tenantId, id]) => `${tenantId}/${id}`,
};

/** As it is stored. A plain hash will do: a code has 80 random bits. */
export const recoveryCodeDigest = (code: string): Buffer =>
  createHash('sha256').update(normaliseRecoveryCode(code)).digest();

/**
 * Whether the code is good for a member whose second factor is on: six digits of the authenticator app, or one of the recovery
 * codes. Either is used up by it, so of several uses at once one succeeds.
 */
export async function verifySecondFactor(
  tx: Db,
  deps: { secrets: Secrets; clock: Clock },
  member: MemberRow,
  code: string,
): Promise<boolean> {
  const { tenant_id, id, totp_secret, totp_enabled_at, totp_last_step } = member;
  if (!totp_secret || !totp_enabled_at) return false;
  const secret = openTotpSecret(deps.secrets, member, totp_secret);
  const step = verifyTotp({ secret, code, now: deps.clock.now(), lastStep: totp_last_step });
  if (step !== null) return takeTotpStep(tx, tenant_id, id, totp_secret, step);
  return takeRecoveryCode(tx, tenant_id, id, recoveryCodeDigest(code));
}
