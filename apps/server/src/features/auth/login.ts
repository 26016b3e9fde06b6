import type { BodyOf, routes } from '@ragkeep/contract';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, CHALLENGE } from '../../platform/errors.ts';
import type { Limiter } from '../../platform/limiter/index.ts';
import { hashPassword, needsRehash, verifyPassword } from '../../platform/passwords.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { lockMember, type MemberRow, updateMember, verifySecondFactor } from '../members/index.ts';
import { type Origin, type SessionDeps, startSession, type Tokens } from '../sessions/index.ts';
import { withBackOff } from './back-off.ts';
import { findCandidates } from './store.ts';

export interface LoginDeps extends SessionDeps {
  secrets: Secrets;
  limiter: Limiter;
}

export interface LoggedIn {
  tokens: Tokens;
  member: MemberRow;
}

type Input = Pick<BodyOf<typeof routes.login>, 'email' | 'password' | 'tenant_id' | 'code'>;

type Outcome =
  | ({ status: 'logged in'; isFailure: false } & LoggedIn)
  | { status: 'code missing'; isFailure: false }
  | { status: 'refused'; isFailure: true };

/** Each costs a password's hash, so an address with many memberships must not cost more. */
const MAX_TENANTS = 5;

const REFUSED: Outcome = { status: 'refused', isFailure: true };
const CODE_MISSING: Outcome = { status: 'code missing', isFailure: false };

/**
 * Begins a session for whoever knows the password, and has the second factor where one is on.
 *
 * @throws ApiError `invalid_login`, `second_factor_required`, `rate_limited`, `unavailable`
 */
export async function login(deps: LoginDeps, input: Input, origin: Origin): Promise<LoggedIn> {
  const email = input.email.toLowerCase();
  const outcome = await withBackOff(deps, email, origin.address, () => attempt(deps, { ...input, email }, origin));
  switch (outcome.status) {
    case 'logged in':
      return outcome;
    case 'code missing':
      throw new ApiError('second_factor_required', {}, { headers: CHALLENGE });
    case 'refused':
      throw new ApiError('invalid_login', {}, { headers: CHALLENGE });
  }
}

async function attempt(deps: LoginDeps, input: Input, origin: Origin): Promise<Outcome> {
  const { email, password, tenant_id, code } = input;
  const candidates = await findCandidates(deps.db, email, tenant_id?.toLowerCase(), MAX_TENANTS);
  const member = await whosePassword(candidates, password);
  const outcome = member ? await enter(deps, member, password, code, origin) : REFUSED;
  if (outcome.status === 'refused') await noteRefusals(deps, member ? [member] : candidates, origin);
  return outcome;
}

/** The first member whose password it is. Where there is no member, the same work is done for nobody. */
async function whosePassword(candidates: readonly MemberRow[], password: string): Promise<MemberRow | undefined> {
  if (candidates.length === 0) await verifyPassword(null, password);
  for (const member of candidates) {
    if (await verifyPassword(member.password_hash, password)) return member;
  }
  return undefined;
}

/** The password is right; what else there is to prove is judged in the transaction that begins the session. */
async function enter(
  deps: LoginDeps,
  verified: MemberRow,
  password: string,
  code: string | undefined,
  origin: Origin,
): Promise<Outcome> {
  const { tenant_id, id, password_hash } = verified;
  const rehashed = password_hash && needsRehash(password_hash) ? { password_hash: await hashPassword(password) } : {};
  return deps.db.transaction().execute(async (tx): Promise<Outcome> => {
    const locked = await lockMember(tx, tenant_id, id);
    // Disabled, or with another password, since it was verified.
    if (locked?.status !== 'active' || locked.password_hash !== password_hash) return REFUSED;
    if (locked.totp_enabled_at) {
      if (code === undefined) return CODE_MISSING;
      if (!(await verifySecondFactor(tx, deps, locked, code))) return REFUSED;
    }
    const member = await noteLogin(tx, deps, locked, rehashed);
    return { status: 'logged in', isFailure: false, member, tokens: await startSession(tx, deps, member, origin) };
  });
}

/** Remembers when the member last logged in, which is how the tenant is chosen for who is a member of several. */
export const noteLogin = (
  tx: Db,
  deps: Pick<LoginDeps, 'clock'>,
  member: MemberRow,
  change: Partial<Pick<MemberRow, 'password_hash'>> = {},
): Promise<MemberRow> => updateMember(tx, member.tenant_id, member.id, { ...change, last_login_at: deps.clock.now() });

async function noteRefusals(deps: LoginDeps, members: readonly MemberRow[], { address }: Origin): Promise<void> {
  for (const { tenant_id, id } of members) {
    await deps.db
      .transaction()
      .execute((tx) =>
        deps.audit.record(
          tx,
          { tenantId: tenant_id, type: 'public', id: null, address },
          { action: 'session.refused', target: { type: 'member', id } },
        ),
      );
  }
}
