import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { uuidv7 } from './ids.ts';

export type TokenUse = 'access' | 'refresh';

export interface SessionOf {
  tenantId: string;
  memberId: string;
  sessionId: string;
}

export interface SessionClaims extends SessionOf {
  tokenId: string;
  issuedAt: Date;
  expiresAt: Date;
}

export type Verified =
  | { status: 'valid'; claims: SessionClaims }
  | { status: 'expired'; expiredAt: Date }
  | { status: 'invalid' };

/** The JSON Web Tokens (RFC 7519) of people's sessions, signed with HMAC-SHA-256. */
export interface SessionTokens {
  signAccess(session: SessionOf, lifetimeSeconds: number): Promise<string>;
  signRefresh(session: SessionOf & { tokenId: string }, lifetimeSeconds: number): Promise<string>;
  /**
   * Never throws for any text. `expired` only for a token that was signed here for this use, so that nobody learns
   * anything from making one up. Whether the session still runs is another question.
   */
  verify(token: string, use: TokenUse): Promise<Verified>;
}

/** The `iss` of our own tokens. */
export const ISSUER = 'ragkeep';
const HEADER = { typ: 'JWT', alg: 'HS256' };
/** Each of our tokens begins so; nothing else is looked at, be it another algorithm, `crit`, `jku`, `jwk` or white space. */
const ENCODED_HEADER = Buffer.from(JSON.stringify(HEADER)).toString('base64url');
const MAX_LENGTH = 4096;
/** RFC 7518, section 3.2: a key at least as long as the hash. */
const MIN_KEY_BYTES = 32;

const Payload = z.object({
  iss: z.literal(ISSUER),
  sub: z.string(),
  tid: z.string(),
  sid: z.string(),
  token_use: z.enum(['access', 'refresh']),
  iat: z.int(),
  exp: z.int(),
  jti: z.string(),
});

const INVALID: Verified = { status: 'invalid' };

/** @param formerKeys whose tokens are still accepted */
export function createSessionTokens(
  secretKey: Uint8Array,
  clock: Clock,
  formerKeys: readonly Uint8Array[] = [],
): SessionTokens {
  if (secretKey.length < MIN_KEY_BYTES) throw new Error(`the key must have at least ${MIN_KEY_BYTES} bytes`);
  // As a KeyObject a key is imported once, as bytes at every use.
  const key = createSecretKey(secretKey);
  const keys = [key, ...formerKeys.map((former) => createSecretKey(former))];

  function sign(use: TokenUse, session: SessionOf, tokenId: string, lifetimeSeconds: number): Promise<string> {
    const iat = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({
      iss: ISSUER,
      sub: session.memberId,
      tid: session.tenantId,
      sid: session.sessionId,
      token_use: use,
      iat,
      exp: iat + lifetimeSeconds,
      jti: tokenId,
    } satisfies z.infer<typeof Payload>)
      .setProtectedHeader(HEADER)
      .sign(key);
  }

  async function verifyWith(each: KeyObject, token: string, use: TokenUse): Promise<Verified> {
    try {
      const { payload } = await jwtVerify(token, each, {
        algorithms: [HEADER.alg],
        issuer: ISSUER,
        requiredClaims: ['exp'],
        currentDate: clock.now(),
      });
      const claims = claimsOf(payload, use);
      return claims ? { status: 'valid', claims } : INVALID;
    } catch (error) {
      if (!(error instanceof errors.JWTExpired)) return INVALID;
      const claims = claimsOf(error.payload, use);
      return claims ? { status: 'expired', expiredAt: claims.expiresAt } : INVALID;
    }
  }

  return {
    signAccess: (session, lifetimeSeconds) => sign('access', session, uuidv7(clock.now().getTime()), lifetimeSeconds),
    signRefresh: (session, lifetimeSeconds) => sign('refresh', session, session.tokenId, lifetimeSeconds),
    async verify(token, use) {
      if (!isOurForm(token)) return INVALID;
      for (const each of keys) {
        const verified = await verifyWith(each, token, use);
        if (verified.status !== 'invalid') return verified;
      }
      return INVALID;
    },
  };
}

/** The issuer a token names, to choose who verifies it; null when it names none. Nothing it says is proven. */
export function peekIssuer(token: string): string | null {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : null;
  } catch {
    return null;
  }
}

/** Whether the text is one of ours by its looks: our header, and each part in the one base64url spelling of its bytes. */
function isOurForm(token: string): boolean {
  return (
    token.length <= MAX_LENGTH &&
    token.startsWith(`${ENCODED_HEADER}.`) &&
    token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

function claimsOf(payload: unknown, use: TokenUse): SessionClaims | null {
  const { success, data } = Payload.safeParse(payload);
  if (!success || data.token_use !== use) return null;
  return {
    tenantId: data.tid,
    memberId: data.sub,
    sessionId: data.sid,
    tokenId: data.jti,
    issuedAt: new Date(data.iat * 1000),
    expiresAt: new Date(data.exp * 1000),
  };
}
