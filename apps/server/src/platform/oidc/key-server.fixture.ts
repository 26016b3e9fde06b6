import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Clock } from '../clock.ts';
import { createLog } from '../log.ts';
import { startServer } from '../safe-fetch/local-server.fixture.ts';
import { createOidcVerifier, type OidcVerifierOptions } from './index.ts';

export interface SigningKey {
  kid: string;
  alg: string;
  publicJwk: JWK;
  /** Signs whatever it is given; `header` goes over `alg`, `kid` and `typ: JWT`. */
  sign(payload: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

export interface KeyServer {
  /** Its origin on loopback. */
  issuer: string;
  /** What it answers at `/.well-known/openid-configuration`. */
  discovery: Record<string, unknown>;
  /** What it answers at `/jwks`; the keys it knows, unless changed. */
  jwks: { keys: JWK[] };
  /** Answers everything with this status instead. */
  failure: { status: number; headers: Record<string, string> } | null;
  /** The paths it was asked for, in order. */
  paths(): string[];
  close(): Promise<void>;
}

/** Publishes keys as a provider does: for tokens that a real provider would not make. */
export async function startKeyServer(...keys: SigningKey[]): Promise<KeyServer> {
  const server = await startServer((request, response) => {
    if (self.failure !== null) return response.writeHead(self.failure.status, self.failure.headers).end();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/jwks' ? self.jwks : self.discovery));
  });
  const self: KeyServer = {
    issuer: server.origin,
    discovery: { issuer: server.origin, jwks_uri: `${server.origin}/jwks` },
    jwks: { keys: keys.map((key) => key.publicJwk) },
    failure: null,
    paths: () => server.requests.map((request) => request.url ?? ''),
    close: () => server.close(),
  };
  return self;
}

export async function createSigningKey(alg = 'ES256', kid: string = randomUUID()): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    kid,
    alg,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (payload, header = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey),
  };
}

/** Starts at the real time, which real tokens and jose's cooldown go by, and then stands still. */
export function clockFromNow(): Clock & { advance(seconds: number): void; seconds(): number } {
  let now = Date.now();
  return {
    now: () => new Date(now),
    seconds: () => Math.floor(now / 1000),
    advance(seconds) {
      now += seconds * 1000;
    },
  };
}

/** A verifier that logs nothing. */
export function quietVerifier(options: Omit<OidcVerifierOptions, 'log'>) {
  return createOidcVerifier({ ...options, log: createLog('silent') });
}
