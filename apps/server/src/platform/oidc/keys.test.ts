import { randomBytes } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { createOidcVerifier, KeySetUnavailableError } from './index.ts';
import {
  clockFromNow,
  createSigningKey,
  type KeyServer,
  quietVerifier,
  type SigningKey,
  startKeyServer,
} from './key-server.fixture.ts';

const audience = 'our-app';
const DISCOVERY = '/.well-known/openid-configuration';
let key: SigningKey;
let server: KeyServer;
beforeAll(async () => {
  key = await createSigningKey();
});
beforeEach(async () => {
  server = await startKeyServer(key);
});
afterEach(() => server.close());

const tokenBy = (signer: SigningKey, header = {}) =>
  signer.sign(
    { iss: server.issuer, sub: 'user_1', aud: audience, exp: Math.floor(Date.now() / 1000) + 86_400 },
    header,
  );

describe('where the keys are', () => {
  test('is discovered once, at the first use', async () => {
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow() });
    expect(server.paths()).toEqual([]);
    const token = await tokenBy(key);
    const verdicts = await Promise.all([verify(token), verify(token), verify(token)]);
    expect(verdicts.map((verdict) => verdict.status)).toEqual(['valid', 'valid', 'valid']);
    expect(server.paths()).toEqual([DISCOVERY, '/jwks']);
  });

  test('is not asked for when it is configured', async () => {
    const jwksUrl = `${server.issuer}/jwks`;
    const { verify } = quietVerifier({ issuer: server.issuer, audience, jwksUrl, clock: clockFromNow() });
    expect(await verify(await tokenBy(key))).toMatchObject({ status: 'valid' });
    expect(server.paths()).toEqual(['/jwks']);
  });

  test('is found for an issuer with a path and a slash at its end', async () => {
    const issuer = `${server.issuer}/realms/acme/`;
    server.discovery.issuer = issuer;
    const { verify } = quietVerifier({ issuer, audience, clock: clockFromNow() });
    const token = await key.sign({
      iss: issuer,
      sub: 'user_1',
      aud: audience,
      exp: Math.floor(Date.now() / 1000) + 60,
    });
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    expect(server.paths()).toEqual([`/realms/acme${DISCOVERY}`, '/jwks']);
  });

  test.each<[string, Record<string, unknown>]>([
    ['names another issuer', { issuer: 'https://other.example' }],
    ['names no issuer', { issuer: undefined }],
    ['names no key set', { jwks_uri: undefined }],
    ['names a key set over plain http', { jwks_uri: 'http://192.0.2.1/jwks' }],
    ['names a key set that only looks like this machine', { jwks_uri: 'http://127.0.0.1.example.test/jwks' }],
    ['names a file', { jwks_uri: 'file:///etc/passwd' }],
  ])('is not taken from a document that %s', async (_name, change) => {
    Object.assign(server.discovery, change);
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow() });
    await expect(verify(await tokenBy(key))).rejects.toThrow(KeySetUnavailableError);
    expect(server.paths()).toEqual([DISCOVERY]);
  });

  test.each([
    'http://login.example.test',
    'http://127.0.0.1.example.test',
    'ftp://login.example.test',
    'login.example.test',
  ])('cannot be under the issuer %s', (issuer) => {
    expect(() => quietVerifier({ issuer, audience, clock: clockFromNow() })).toThrow(/https/);
  });
});

describe('a key set', () => {
  test('of up to 100 keys is taken', async () => {
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow(), cooldownMs: 0 });
    const others = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...key.publicJwk, kid: `other-${n}` }));
    server.jwks = { keys: [key.publicJwk, ...others(100)] };
    await expect(verify(await tokenBy(key))).rejects.toThrow(KeySetUnavailableError);
    server.jwks = { keys: [key.publicJwk, ...others(99)] };
    expect(await verify(await tokenBy(key))).toMatchObject({ status: 'valid' });
  });

  test('of more than a megabyte is not', async () => {
    server.jwks = { keys: [{ ...key.publicJwk, x5c: ['x'.repeat(1_000_000)] }] };
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow() });
    await expect(verify(await tokenBy(key))).rejects.toThrow(KeySetUnavailableError);
  });

  test.each([{}, { keys: {} }, { keys: [7] }])('like %j is none', async (jwks) => {
    Object.assign(server, { jwks });
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow() });
    await expect(verify(await tokenBy(key))).rejects.toThrow(KeySetUnavailableError);
  });

  test('is not looked for behind a redirect', async () => {
    const elsewhere = await startKeyServer(key);
    server.failure = { status: 302, headers: { location: `${elsewhere.issuer}/jwks` } };
    const jwksUrl = `${server.issuer}/jwks`;
    const { verify } = quietVerifier({ issuer: server.issuer, audience, jwksUrl, clock: clockFromNow() });
    await expect(verify(await tokenBy(key))).rejects.toThrow(KeySetUnavailableError);
    expect(elsewhere.paths()).toEqual([]);
    await elsewhere.close();
  });

  test('may hold a shared secret, but none verifies', async () => {
    const secret = randomBytes(32);
    const shared = { kty: 'oct', k: secret.toString('base64url'), kid: 'shared', alg: 'HS256' };
    server.jwks = { keys: [shared, key.publicJwk] };
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock: clockFromNow() });
    const token = await tokenBy(key);
    const header = { alg: 'HS256', kid: 'shared' };
    const forged = await new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(secret);
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    expect(await verify(forged)).toEqual({ status: 'invalid' });
  });
});

describe('a provider that is away', () => {
  test('is asked once per cooldown, and again after it', async () => {
    const clock = clockFromNow();
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock });
    const token = await tokenBy(key);
    server.failure = { status: 500, headers: {} };
    for (let n = 0; n < 5; n++) await expect(verify(token)).rejects.toThrow(KeySetUnavailableError);
    expect(server.paths()).toEqual([DISCOVERY]);
    server.failure = null;
    clock.advance(30);
    expect(await verify(token)).toMatchObject({ status: 'valid' });
  });

  test('is not asked for each made-up key id', async () => {
    const clock = clockFromNow();
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock });
    expect(await verify(await tokenBy(key))).toMatchObject({ status: 'valid' });
    server.failure = { status: 500, headers: {} };
    await later(31, clock, async () => {
      for (let n = 0; n < 5; n++)
        await expect(verify(await tokenBy(key, { kid: `made-up-${n}` }))).rejects.toThrow(KeySetUnavailableError);
      expect(await verify(await tokenBy(key))).toMatchObject({ status: 'valid' });
    });
    expect(server.paths()).toEqual([DISCOVERY, '/jwks', '/jwks']);
  });

  test('leaves its keys in use for an hour', async () => {
    const clock = clockFromNow();
    const { verify } = quietVerifier({ issuer: server.issuer, audience, clock });
    const token = await tokenBy(key);
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    server.failure = { status: 500, headers: {} };
    await later(3_599, clock, async () => expect(await verify(token)).toMatchObject({ status: 'valid' }));
    await later(1, clock, async () => expect(verify(token)).rejects.toThrow(KeySetUnavailableError));
  });

  test('is logged without the token', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });
    server.failure = { status: 500, headers: {} };
    const token = await tokenBy(key);
    const { verify } = createOidcVerifier({ issuer: server.issuer, audience, clock: clockFromNow(), log });
    await expect(verify(token)).rejects.toThrow(KeySetUnavailableError);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('answered 500');
    expect(token.split('.').filter((part) => lines[0]?.includes(part))).toEqual([]);
  });
});

test('a key that the provider took back works for at most ten minutes', async () => {
  const clock = clockFromNow();
  const { verify } = quietVerifier({ issuer: server.issuer, audience, clock });
  const token = await tokenBy(key);
  expect(await verify(token)).toMatchObject({ status: 'valid' });
  server.jwks = { keys: [(await createSigningKey()).publicJwk] };
  await later(599, clock, async () => expect(await verify(token)).toMatchObject({ status: 'valid' }));
  await later(2, clock, async () => expect(await verify(token)).toEqual({ status: 'invalid' }));
});

/** Moves our clock on, and the system's, which jose reads, for as long as `work` runs. */
async function later(seconds: number, clock: ReturnType<typeof clockFromNow>, work: () => Promise<unknown>) {
  clock.advance(seconds);
  vi.useFakeTimers({ toFake: ['Date'], now: clock.now() });
  try {
    await work();
  } finally {
    vi.useRealTimers();
  }
}
