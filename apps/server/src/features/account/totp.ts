import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { newRecoveryCodes, newTotpSecret, totpUri, verifyTotp } from '../../platform/totp.ts';
import {
  type MemberRow,
  memberFacts,
  NO_SECOND_FACTOR,
  openTotpSecret,
  recoveryCodeDigest,
  sealTotpSecret,
  updateMember,
  verifySecondFactor,
} from '../members/index.ts';
import { attempt, lockSelf, requirePassword, requireUnchanged } from './self.ts';
import type { AccountDeps } from './types.ts';

/** Makes a secret for the authenticator app, which counts for nothing until a code confirms it. */
export async function beginTotp(
  deps: AccountDeps,
  principal: Principal,
  { password }: BodyOf<typeof routes.beginTotp>,
): Promise<ResultOf<typeof routes.beginTotp>> {
  const checked = await attempt(deps, principal, () => requirePassword(deps, principal, password));
  return deps.db.transaction().execute(async (tx) => {
    const row = await lockSelf(tx, principal);
    requireUnchanged(row, checked);
    if (row.totp_enabled_at) throw new ApiError('second_factor_state', { enabled: true });
    const secret = newTotpSecret();
    await updateMember(tx, principal.tenantId, row.id, {
      ...NO_SECOND_FACTOR,
      totp_secret: sealTotpSecret(deps.secrets, row, secret),
    });
    const uri = totpUri({ secret, issuer: 'Ragkeep', label: row.email });
    return { secret: new URL(uri).searchParams.get('secret') ?? '', uri };
  });
}

/** Turns the second factor on; gives the recovery codes, of which only digests are kept. */
export async function confirmTotp(
  deps: AccountDeps,
  principal: Principal,
  { code }: BodyOf<typeof routes.confirmTotp>,
): Promise<ResultOf<typeof routes.confirmTotp>> {
  return attempt(deps, principal, () =>
    deps.db.transaction().execute(async (tx) => {
      const row = await lockSelf(tx, principal);
      if (row.totp_enabled_at) throw new ApiError('second_factor_state', { enabled: true });
      if (!row.totp_secret) throw new ApiError('second_factor_state', { enabled: false });
      const now = deps.clock.now();
      const secret = openTotpSecret(deps.secrets, row, row.totp_secret);
      const step = verifyTotp({ secret, code, now, lastStep: null });
      if (step === null) throw new ApiError('invalid_login', {});
      const codes = newRecoveryCodes();
      const changed = await updateMember(tx, principal.tenantId, row.id, {
        totp_enabled_at: now,
        totp_last_step: step,
        recovery_codes: codes.map(recoveryCodeDigest),
      });
      await recordChange(tx, deps, principal, 'member.second_factor_enabled', row, changed);
      return { recovery_codes: codes };
    }),
  );
}

/** Turns the second factor off, which takes both factors. */
export async function disableTotp(
  deps: AccountDeps,
  principal: Principal,
  { password, code }: BodyOf<typeof routes.disableTotp>,
): Promise<void> {
  await attempt(deps, principal, async () => {
    const checked = await requirePassword(deps, principal, password);
    await deps.db.transaction().execute(async (tx) => {
      const row = await lockSelf(tx, principal);
      requireUnchanged(row, checked);
      if (!row.totp_enabled_at) throw new ApiError('second_factor_state', { enabled: false });
      if (!(await verifySecondFactor(tx, deps, row, code))) throw new ApiError('invalid_login', {});
      const changed = await updateMember(tx, principal.tenantId, row.id, NO_SECOND_FACTOR);
      await recordChange(tx, deps, principal, 'member.second_factor_disabled', row, changed);
    });
  });
}

const recordChange = (
  tx: Db,
  { audit }: Pick<AccountDeps, 'audit'>,
  principal: Principal,
  action: string,
  before: MemberRow,
  after: MemberRow,
): Promise<void> =>
  audit.record(tx, principal, {
    action,
    target: { type: 'member', id: before.id },
    before: memberFacts(before),
    after: memberFacts(after),
  });
