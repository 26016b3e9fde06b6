import { type Role, scopesOfRole } from '@ragkeep/access';
import { digestText } from '../../access/credential-digest.ts';
import type { Resolver } from '../../access/guard.ts';
import type { KnownCredential, KnownCredentials } from '../../access/known-credentials.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, CHALLENGE } from '../../platform/errors.ts';
import { ISSUER, peekIssuer, type SessionTokens } from '../../platform/session-tokens.ts';
import { findRole } from '../sessions/index.ts';

/** Turns the tokens of one issuer into their principals. */
export interface TokenIssuer {
  /** The `iss` of its tokens. */
  issuer: string;
  /**
   * Null for a token that is not good, for whatever reason; throws `tokenExpired` for a genuine one past its life. What
   * was found may be remembered under the digest, through `known.fill`.
   *
   * @param digest SHA-256 of the token, in base64url
   */
  resolve(token: string, digest: string): Promise<KnownCredential | null>;
}

interface Deps {
  clock: Clock;
  known: KnownCredentials;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Resolves JSON Web Tokens: a remembered one by its digest alone, any other by the issuer it names, which must verify it. */
export function tokenResolver(deps: Deps, own: TokenIssuer, others: readonly TokenIssuer[] = []): Resolver {
  const issuers = new Map([...others, own].map((issuer) => [issuer.issuer, issuer]));
  return {
    recognises: (text) => JWT.test(text),
    resolve(text) {
      const digest = digestText(text);
      const remembered = deps.known.get(digest);
      if (remembered === undefined) return issuers.get(peekIssuer(text) ?? '')?.resolve(text, digest) ?? null;
      if (remembered && remembered.until <= deps.clock.now().getTime()) throw tokenExpired(new Date(remembered.until));
      return remembered;
    },
  };
}

/** What a token of a member opens: what the role may do in the tenant, until it expires. */
export const memberCredential = (
  member: { tenantId: string; memberId: string; role: Role; sessionId: string | null },
  expiresAt: Date,
): KnownCredential => ({
  principal: {
    type: 'member',
    id: member.memberId,
    tenantId: member.tenantId,
    scopes: scopesOfRole(member.role),
    projectIds: null,
    agentIds: null,
    memberId: member.memberId,
    role: member.role,
    sessionId: member.sessionId,
    derivedFor: null,
    filter: null,
  },
  until: expiresAt.getTime(),
  allows: null,
  ratePerMinute: null,
  derivationKey: null,
  planWithoutAccess: null,
});

/** The access tokens of sessions begun here. Nothing is looked up for a token before its signature is verified. */
export function ownTokens(deps: Deps & { db: Db; tokens: SessionTokens }): TokenIssuer {
  const { db, clock, known, tokens } = deps;
  return {
    issuer: ISSUER,
    async resolve(token, digest) {
      const verified = await tokens.verify(token, 'access');
      if (verified.status === 'expired') throw tokenExpired(verified.expiredAt);
      if (verified.status === 'invalid') return null;
      const { tenantId, sessionId, memberId, expiresAt } = verified.claims;
      return known.fill(digest, async () => {
        const role = await findRole(db, tenantId, sessionId, memberId, clock.now());
        if (!role) return null;
        return memberCredential({ tenantId, memberId, role, sessionId }, expiresAt);
      });
    },
  };
}

/** The refusal of RFC 6750, section 3.1; the time in whole seconds, as tokens have it. */
export const tokenExpired = (expiredAt: Date) =>
  new ApiError(
    'token_expired',
    { expired_at: expiredAt.toISOString().replace('.000Z', 'Z') },
    { headers: { 'www-authenticate': `${CHALLENGE['www-authenticate']}, error="invalid_token"` } },
  );
