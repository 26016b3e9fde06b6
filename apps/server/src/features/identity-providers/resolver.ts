import type { Role } from '@ragkeep/access';
import { ApiError } from '../../platform/errors.ts';
import { createOidcVerifier, KeySetUnavailableError, type OidcVerdict } from '../../platform/oidc/index.ts';
import { memberCredential, type TokenIssuer, tokenExpired } from '../auth/index.ts';
import { findMember } from '../members/index.ts';
import { admit } from './admit.ts';
import { readPerson } from './person.ts';
import type { IdentityDeps, Person, Seat } from './types.ts';

const RETRY_AFTER_SECONDS = 30;

/**
 * The session tokens of one outside identity provider. A token is verified and its member found once, then remembered by its
 * digest until it expires or access within the tenant changes. A refusal is not remembered, since a new signing key or an
 * invitation may make the token good.
 *
 * `resolve` throws, besides `token_expired`, `unavailable` when the provider's keys cannot be had, and `rate_limited` when too
 * many people came for the first time.
 *
 * @throws Error for an issuer or key set URL that is neither https nor on loopback
 */
export function identityTokens(deps: IdentityDeps): TokenIssuer {
  const { settings, clock, known, log, db } = deps;
  const { issuer, audience, jwksUrl } = settings;
  const verifier = createOidcVerifier({ issuer, audience, ...(jwksUrl && { jwksUrl }), clock, log });
  /** People who are being let in: the many first requests of a page wait for one of them. */
  const underWay = new Map<string, Promise<Seat | null>>();

  function seatOf(person: Person): Promise<Seat | null> {
    const whom = JSON.stringify([person.subject, person.organisation, person.role, person.email]);
    const begun = underWay.get(whom);
    if (begun) return begun;
    const seat = admit(deps, person).finally(() => underWay.delete(whom));
    underWay.set(whom, seat);
    return seat;
  }

  async function verify(token: string): Promise<OidcVerdict> {
    try {
      return await verifier.verify(token);
    } catch (cause) {
      if (!(cause instanceof KeySetUnavailableError)) throw cause;
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) };
      throw new ApiError('unavailable', { reason: 'The identity provider cannot be reached' }, { cause, headers });
    }
  }

  return {
    issuer,
    async resolve(token, digest) {
      const verdict = await verify(token);
      if (verdict.status === 'invalid') return null;
      if (verdict.status === 'expired') throw tokenExpired(verdict.expiredAt);
      const { claims, expiresAt } = verdict;
      // The guard accepts nothing past its end, so the verifier's tolerance ends here.
      if (expiresAt <= clock.now()) throw tokenExpired(expiresAt);
      const person = readPerson(claims, settings);
      const seat = person && (await seatOf(person));
      if (!seat) return null;
      // Read once more: only what was read within `fill` is sure to be forgotten when it changes.
      return known.fill(digest, async () => {
        const member = await findMember(db, seat.tenantId, seat.memberId);
        if (member?.status !== 'active') return null;
        const role = person.role ?? (member.role as Role);
        return memberCredential({ ...seat, role, sessionId: null }, expiresAt);
      });
    },
  };
}
