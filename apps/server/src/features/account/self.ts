import type { Actor, Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { requireUse } from '../../platform/limiter/index.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { findMember, lockMember, type MemberRow } from '../members/index.ts';
import type { AccountDeps } from './types.ts';

/** Wrong passwords and codes of one member, however many sessions they come from. */
const ATTEMPTS = { points: 10, windowSeconds: 900 };

/** The id of the person who is logged in. Throws `members_only` for a key, even one that a member made. */
export function ownId(principal: Principal): string {
  if (principal.type !== 'member' || principal.memberId === null) throw new ApiError('members_only', {});
  return principal.memberId;
}

/** The person who is logged in, locked until the transaction ends. Throws `unauthorized` when they were removed meanwhile. */
export async function lockSelf(tx: Db, principal: Principal): Promise<MemberRow> {
  const row = await lockMember(tx, principal.tenantId, ownId(principal));
  if (row?.status !== 'active') throw new ApiError('unauthorized', {});
  return row;
}

/**
 * Runs an attempt that tells by `invalid_login` that a password or code was wrong: those are counted, and too many are
 * `rate_limited`, so that a stolen session does not lead to the password.
 */
export async function attempt<T>(
  { limiter }: Pick<AccountDeps, 'limiter'>,
  principal: Principal,
  run: () => Promise<T>,
): Promise<T> {
  const bucket = `self:${ownId(principal)}`;
  await requireUse(limiter, 'attempts', bucket, ATTEMPTS);
  try {
    const result = await run();
    await limiter.refund(bucket);
    return result;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'invalid_login')) await limiter.refund(bucket);
    throw error;
  }
}

/**
 * Throws `invalid_login` unless it is the person's password. Gives the hash it was checked against, since the check is too slow for
 * a transaction: see `requireUnchanged`.
 */
export async function requirePassword(
  { db }: Pick<AccountDeps, 'db'>,
  principal: Principal,
  password: string,
): Promise<string | null> {
  const row = await findMember(db, principal.tenantId, ownId(principal));
  const hash = row?.password_hash ?? null;
  if (!(await verifyPassword(hash, password))) throw new ApiError('invalid_login', {});
  return hash;
}

/** Throws `invalid_login` when the password became another one after it was checked. */
export function requireUnchanged(row: MemberRow, checkedHash: string | null): void {
  if (row.password_hash !== checkedHash) throw new ApiError('invalid_login', {});
}

/** Whoever holds a mailed link is the member it was sent to. */
export const actorOf = (row: MemberRow, address: string): Actor => ({
  tenantId: row.tenant_id,
  type: 'member',
  id: row.id,
  address,
});
