import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimAt } from './index.ts';
import {
  clockFromNow,
  createSigningKey,
  type KeyServer,
  quietVerifier,
  type SigningKey,
  startKeyServer,
} from './key-server.fixture.ts';

// Clerk, Auth0 and Keycloak cannot be run here. These tokens have the shape of theirs, are signed by hand, and are verified
// against keys that a server of ours publishes; provider.test.ts has the tokens of a real provider.
const audience = 'our-app';
const clock = clockFromNow();
let key: SigningKey;
let server: KeyServer;
beforeAll(async () => {
  key = await createSigningKey('RS256');
  server = await startKeyServer(key);
});
afterAll(() => server.close());

const verify = (token: string) =>
  quietVerifier({ issuer: server.issuer, audience, clock, cooldownMs: 0 }).verify(token);

/** Standard claims of a good token, and those of the case; one that is undefined is left out. */
function payload(claims: Record<string, unknown> = {}): JWTPayload {
  const now = clock.seconds();
  return { iss: server.issuer, sub: 'user_1', aud: audience, iat: now, nbf: now, exp: now + 60, ...claims };
}

describe('the shapes of known providers', () => {
  test("Clerk's session token: no aud, the app in azp, the organisation in o", async () => {
    const claims = {
      aud: undefined,
      azp: audience,
      sid: 'sess_1',
      v: 2,
      o: { id: 'org_1', rol: 'admin', slg: 'acme' },
    };
    const verdict = await verify(await key.sign(payload(claims), { cat: 'cl_B7d4PD111AAA' }));
    const raw = verdict.status === 'valid' ? verdict.claims.raw : {};
    expect([claimAt(raw, 'o.id'), claimAt(raw, 'o.rol')]).toEqual(['org_1', 'admin']);
    expect(await verify(await key.sign(payload({ ...claims, azp: 'https://evil.example' })))).toEqual({
      status: 'invalid',
    });
  });

  test("Auth0's access token: several audiences, claims under URLs", async () => {
    const claims = {
      aud: [audience, 'https://acme.eu.auth0.com/userinfo'],
      sub: 'auth0|507f1f77bcf86cd799439020',
      azp: 'another-client',
      'https://example.com/roles': ['editor'],
    };
    const verdict = await verify(await key.sign(payload(claims), { typ: 'at+jwt' }));
    expect(verdict).toMatchObject({ status: 'valid', claims: { subject: 'auth0|507f1f77bcf86cd799439020' } });
    const raw = verdict.status === 'valid' ? verdict.claims.raw : {};
    expect(claimAt(raw, 'https://example.com/roles')).toEqual(['editor']);
  });

  test("Keycloak's tokens: only the one of type Bearer", async () => {
    const claims = { aud: 'account', azp: audience, realm_access: { roles: ['owner', 'offline_access'] } };
    const verdict = await verify(await key.sign(payload({ ...claims, typ: 'Bearer' })));
    const raw = verdict.status === 'valid' ? verdict.claims.raw : {};
    expect(claimAt(raw, 'realm_access.roles')).toEqual(['owner', 'offline_access']);
    for (const typ of ['ID', 'Refresh', 'Offline', 'Logout', null])
      expect(await verify(await key.sign(payload({ ...claims, typ })))).toEqual({ status: 'invalid' });
  });
});

describe('claims', () => {
  test.each<[string, Record<string, unknown>]>([
    ['no issuer', { iss: undefined }],
    ['an issuer with a slash more', { iss: 'SLASH' }],
    ['no expiry', { exp: undefined }],
    ['an expiry that is text', { exp: '99999999999' }],
    ['an expiry beyond all dates', { exp: 1e300 }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no audience', { aud: undefined }],
    ['a start in two minutes', { nbf: clock.seconds() + 120 }],
    ['an issue in two minutes', { iat: clock.seconds() + 120 }],
  ])('%s: invalid', async (_name, claims) => {
    const changed = claims.iss === 'SLASH' ? { iss: `${server.issuer}/` } : claims;
    expect(await verify(await key.sign(payload(changed)))).toEqual({ status: 'invalid' });
  });

  test("a minute's difference of clocks is forgiven", async () => {
    const now = clock.seconds();
    const early = await key.sign(payload({ iat: now + 60, nbf: now + 60 }));
    const late = await key.sign(payload({ iat: undefined, nbf: undefined, exp: now - 59 }));
    expect(await verify(early)).toMatchObject({ status: 'valid' });
    expect(await verify(late)).toMatchObject({ status: 'valid' });
  });

  test('an expired token of another issuer is invalid, not expired', async () => {
    const expired = await key.sign(payload({ exp: clock.seconds() - 60 }));
    const foreign = await key.sign(payload({ exp: clock.seconds() - 60, iss: 'https://other.example' }));
    expect(await verify(expired)).toMatchObject({ status: 'expired' });
    expect(await verify(foreign)).toEqual({ status: 'invalid' });
  });
});

describe('headers', () => {
  test.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', undefined])('typ %s: valid', async (typ) => {
    expect(await verify(await key.sign(payload(), { typ }))).toMatchObject({ status: 'valid' });
  });

  test.each<Record<string, unknown>>([
    { typ: 'logout+jwt' },
    { typ: 'dpop+jwt' },
    { typ: 'JWE' },
    { typ: null },
    { jku: 'http://127.0.0.1:1/jwks' },
    { jwk: {} },
    { x5u: 'http://127.0.0.1:1/chain.pem' },
    { crit: ['b64'], b64: true },
    { kid: 7 },
  ])('%j: invalid', async (header) => {
    expect(await verify(await key.sign(payload(), header))).toEqual({ status: 'invalid' });
  });

  test.each(['RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'])('the algorithm %s: valid', async (alg) => {
    const other = await createSigningKey(alg);
    const here = await startKeyServer(key, other);
    try {
      const { verify } = quietVerifier({ issuer: here.issuer, audience, clock });
      expect(await verify(await other.sign(payload({ iss: here.issuer })))).toMatchObject({ status: 'valid' });
    } finally {
      await here.close();
    }
  });

  test('another algorithm than the one the key is for: invalid', async () => {
    expect(await verify(await key.sign(payload(), { kid: (await createSigningKey()).kid }))).toEqual({
      status: 'invalid',
    });
    const [, body, signature] = (await key.sign(payload())).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'PS256', kid: key.kid })).toString('base64url');
    expect(await verify(`${header}.${body}.${signature}`)).toEqual({ status: 'invalid' });
  });
});

test.each(['', '.', '..', 'a.b.c', 'not a token', 'e30.e30.', 'a.b.c.d.e', 'bnVsbA.e30.e30'])(
  '%j: invalid',
  async (token) => {
    expect(await verify(token)).toEqual({ status: 'invalid' });
  },
);

test('a token of up to 16 kB is read', async () => {
  expect(await verify(await key.sign(payload({ note: 'x'.repeat(11_000) })))).toMatchObject({ status: 'valid' });
  expect(await verify(await key.sign(payload({ note: 'x'.repeat(13_000) })))).toEqual({ status: 'invalid' });
});
