import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import { isAccessToken, isMeantFor, type OidcClaims, readClaims } from './claims.ts';
import { createKeySet, type KeySetOptions, KeySetUnavailableError } from './keys.ts';

export { claimAt, type OidcClaims } from './claims.ts';
export { KeySetUnavailableError } from './keys.ts';

export interface OidcVerifierOptions extends KeySetOptions {
  /** Ours, as the provider writes it in `aud`, `azp` or `client_id`. */
  audience: string;
}

export type OidcVerdict =
  | { status: 'valid'; claims: OidcClaims; expiresAt: Date }
  /** Good in everything else, so its holder may be told. */
  | { status: 'expired'; expiredAt: Date }
  | { status: 'invalid' };

export interface OidcVerifier {
  issuer: string;
  /** @throws KeySetUnavailableError when the provider's keys cannot be had: neither a yes nor a no */
  verify(token: string): Promise<OidcVerdict>;
}

/**
 * Signatures that only the provider can make (RFC 7518 §3.1, RFC 8037, RFC 9864). Never `none`; never HS*, whose key both
 * sides hold.
 */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Far more than the 4 kB that fit in a cookie, and no more than Node takes for all headers together. */
const MAX_TOKEN_LENGTH = 16 * 1024;
const CLOCK_SKEW_SECONDS = 60;

const INVALID: OidcVerdict = { status: 'invalid' };

/**
 * Verifies the session and access tokens (JWT) of an outside identity provider, by RFC 8725 and RFC 9068: pinned algorithms,
 * keys from the configured issuer's key set only, exact issuer, and an audience that is us.
 *
 * @throws Error for an issuer or `jwksUrl` that is neither https nor on loopback
 */
export function createOidcVerifier(options: OidcVerifierOptions): OidcVerifier {
  const { issuer, audience, clock } = options;
  const keys = createKeySet(options);

  /** The payload that the provider signed for its own issuer and for this time, or null. */
  async function authenticate(token: string, now: Date): Promise<{ payload: JWTPayload; expired: boolean } | null> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: now,
      });
      return { payload, expired: false };
    } catch (error) {
      if (error instanceof KeySetUnavailableError) throw error;
      // jose looks at `exp` last, after the signature and all other claims.
      if (error instanceof errors.JWTExpired) return { payload: error.payload, expired: true };
      return null;
    }
  }

  return {
    issuer,
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH || !hasPlainHeader(token)) return INVALID;
      const now = clock.now();
      const authentic = await authenticate(token, now);
      if (authentic === null) return INVALID;
      const { payload, expired } = authentic;
      const claims = readClaims(payload);
      const expiresAt = new Date(Number(payload.exp) * 1000);
      const isIssued = payload.iat === undefined || payload.iat <= now.getTime() / 1000 + CLOCK_SKEW_SECONDS;
      if (claims === null || Number.isNaN(expiresAt.getTime()) || !isIssued) return INVALID;
      if (!isMeantFor(payload, audience) || !isAccessToken(payload)) return INVALID;
      return expired ? { status: 'expired', expiredAt: expiresAt } : { status: 'valid', claims, expiresAt };
    },
  };
}

/**
 * Whether the header asks for nothing special: no key of the token's own choice (RFC 8725 §3.10), no extension that must be
 * understood, no other kind of JWT, such as a logout token (§3.11).
 */
function hasPlainHeader(token: string): boolean {
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return false;
  }
  if (['jku', 'jwk', 'x5u', 'crit'].some((name) => Object.hasOwn(header, name))) return false;
  return header.typ === undefined || /^(application\/)?(at\+)?jwt$/i.test(String(header.typ));
}
