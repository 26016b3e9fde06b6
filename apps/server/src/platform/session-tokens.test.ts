import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSessionTokens, peekIssuer } from './session-tokens.ts';

const START = Date.UTC(2026, 0, 1);
const key = randomBytes(32);
let now = START;
const tokens = createSessionTokens(key, { now: () => new Date(now) });
const session = { tenantId: 'a-tenant', memberId: 'a-member', sessionId: 'a-session' };
const refreshOf = { ...session, tokenId: 'a-token' };
const INVALID = { status: 'invalid' };

/** Any token at all: header and payload as given, signed with the key as HS256 would. */
function forge(header: unknown, payload: unknown, secret: Buffer = key): string {
  const encode = (part: unknown) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
const header = { typ: 'JWT', alg: 'HS256' };
const payload = {
  iss: 'ragkeep',
  sub: 'a-member',
  tid: 'a-tenant',
  sid: 'a-session',
  token_use: 'access',
  iat: START / 1000,
  exp: START / 1000 + 60,
  jti: 'a-token',
};
const part = (token: string, index: number) => token.split('.')[index] ?? '';
const decoded = (token: string, index: number) => JSON.parse(Buffer.from(part(token, index), 'base64url').toString());

describe('a token that was signed here', () => {
  it('has the documented header and claims', async () => {
    const token = await tokens.signRefresh(refreshOf, 60);
    expect(part(token, 0)).toBe('eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9');
    expect(decoded(token, 1)).toEqual({ ...payload, token_use: 'refresh' });
    expect(token).toBe(forge(header, { ...payload, token_use: 'refresh' }));
  });

  it('verifies, with what it was signed for', async () => {
    const claims = { ...session, issuedAt: new Date(START), expiresAt: new Date(START + 60_000) };
    expect(await tokens.verify(await tokens.signRefresh(refreshOf, 60), 'refresh')).toEqual({
      status: 'valid',
      claims: { ...claims, tokenId: 'a-token' },
    });
    expect(await tokens.verify(await tokens.signAccess(session, 60), 'access')).toEqual({
      status: 'valid',
      claims: { ...claims, tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('is a new one each time, also within a second', async () => {
    const signed = await Promise.all(Array.from({ length: 10 }, () => tokens.signAccess(session, 60)));
    expect(new Set(signed).size).toBe(10);
  });

  it('expires at the second it says, and says when that was', async () => {
    const token = await tokens.signAccess(session, 60);
    try {
      now = START + 59_999;
      expect(await tokens.verify(token, 'access')).toMatchObject({ status: 'valid' });
      now = START + 60_000;
      expect(await tokens.verify(token, 'access')).toEqual({ status: 'expired', expiredAt: new Date(START + 60_000) });
    } finally {
      now = START;
    }
  });

  it('is not accepted for the other use, expired or not', async () => {
    for (const seconds of [60, -60]) {
      expect(await tokens.verify(await tokens.signRefresh(refreshOf, seconds), 'access')).toEqual(INVALID);
      expect(await tokens.verify(await tokens.signAccess(session, seconds), 'refresh')).toEqual(INVALID);
    }
  });

  it('is accepted after the deployment’s secret was changed, as long as the former one is known', async () => {
    const next = randomBytes(32);
    const clock = { now: () => new Date(now) };
    const changed = createSessionTokens(next, clock, [key]);
    expect(await changed.verify(await tokens.signAccess(session, 60), 'access')).toMatchObject({ status: 'valid' });
    expect(await changed.verify(await tokens.signAccess(session, -60), 'access')).toMatchObject({ status: 'expired' });
    expect(await changed.verify(await tokens.signRefresh(refreshOf, 60), 'access')).toEqual(INVALID);
    const made = await changed.signAccess(session, 60);
    expect(await createSessionTokens(next, clock).verify(made, 'access')).toMatchObject({ status: 'valid' });
    expect(await tokens.verify(made, 'access')).toEqual(INVALID);
  });

  it('is not accepted by another deployment, expired or not', async () => {
    const other = createSessionTokens(randomBytes(32), { now: () => new Date(now) });
    for (const seconds of [60, -60]) {
      expect(await other.verify(await tokens.signAccess(session, seconds), 'access')).toEqual(INVALID);
    }
  });

  it('is not accepted with any character changed, added or left out', async () => {
    const token = await tokens.signAccess(session, 60);
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. \n+/\u00e9';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length),
        fc.nat(1),
        fc.constantFrom('', ...characters),
        async (place, removed, added) => {
          const changed = token.slice(0, place) + added + token.slice(place + removed);
          fc.pre(changed !== token);
          expect(await tokens.verify(changed, 'access')).toEqual(INVALID);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has one spelling only: the unused bits of its last character count', async () => {
    const token = await tokens.signAccess(session, 60);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelled = token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1];
    const bytes = (text: string) => Buffer.from(part(text, 2), 'base64url');
    expect(bytes(respelled).equals(bytes(token))).toBe(true);
    expect(await tokens.verify(respelled, 'access')).toEqual(INVALID);
  });
});

describe('a forged token is invalid', () => {
  it('though the forger is the standard of comparison: the honest one is valid', async () => {
    expect(await tokens.verify(forge(header, payload), 'access')).toMatchObject({ status: 'valid' });
  });

  it.each([
    ['no algorithm', { typ: 'JWT', alg: 'none' }],
    ['none in other letters', { typ: 'JWT', alg: 'NoNe' }],
    ['another HMAC', { typ: 'JWT', alg: 'HS512' }],
    ['an asymmetric algorithm', { typ: 'JWT', alg: 'RS256' }],
    ['no alg', { typ: 'JWT' }],
    ['another type', { typ: 'at+jwt', alg: 'HS256' }],
    ['no type', { alg: 'HS256' }],
    ['an extension', { ...header, crit: ['exp'], exp: 1 }],
    ['an unencoded payload', { ...header, crit: ['b64'], b64: false }],
    ['a key of its own', { ...header, jwk: { kty: 'oct', k: key.toString('base64url') } }],
    ['a key to fetch', { ...header, jku: 'https://eve.example/keys' }],
    ['a certificate', { ...header, x5u: 'https://eve.example/cert' }],
    ['a key id', { ...header, kid: '../../dev/null' }],
    ['an unknown field', { ...header, x: 1 }],
    ['fields in another order', { alg: 'HS256', typ: 'JWT' }],
    ['white space', '{"typ": "JWT","alg":"HS256"}'],
    ['white space after', '{"typ":"JWT","alg":"HS256"} '],
    ['a field twice', '{"typ":"JWT","alg":"none","alg":"HS256"}'],
    ['no JSON', 'typ'],
    ['null', 'null'],
  ])('by its header: %s', async (_what, forged) => {
    expect(await tokens.verify(forge(forged, payload), 'access')).toEqual(INVALID);
  });

  it.each([
    ['another issuer', { ...payload, iss: 'https://eve.example' }],
    ['no issuer', { ...payload, iss: undefined }],
    ['a list of issuers', { ...payload, iss: ['ragkeep'] }],
    ['no end', { ...payload, exp: undefined }],
    ['an end in text', { ...payload, exp: '9999999999' }],
    ['an end beyond time', { ...payload, exp: 1e300 }],
    ['a start still to come', { ...payload, nbf: payload.iat + 1 }],
    ['no use', { ...payload, token_use: undefined }],
    ['both uses', { ...payload, token_use: ['access', 'refresh'] }],
    ['no member', { ...payload, sub: undefined }],
    ['no tenant', { ...payload, tid: undefined }],
    ['no session', { ...payload, sid: undefined }],
    ['no id', { ...payload, jti: undefined }],
    ['a list', [payload]],
    ['no JSON', 'iss'],
  ])('by its payload, even well signed: %s', async (_what, forged) => {
    expect(await tokens.verify(forge(header, forged), 'access')).toEqual(INVALID);
  });

  it('without a signature', async () => {
    const [head, body] = forge(header, payload).split('.');
    for (const token of [`${head}.${body}.`, `${head}.${body}`, `${head}.${body}..`, `${head}..`]) {
      expect(await tokens.verify(token, 'access')).toEqual(INVALID);
    }
  });

  it('with the signature of another payload', async () => {
    const [head, , signature] = (await tokens.signAccess(session, 60)).split('.');
    const body = Buffer.from(JSON.stringify({ ...payload, tid: 'another-tenant' })).toString('base64url');
    expect(await tokens.verify(`${head}.${body}.${signature}`, 'access')).toEqual(INVALID);
  });

  it('signed as RS256, or with the public key as the secret of HS256', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const asymmetric = await new SignJWT(payload)
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256' })
      .sign(createPrivateKey(privateKey));
    expect(await tokens.verify(asymmetric, 'access')).toEqual(INVALID);
    const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
    for (const secret of [Buffer.from(publicKey), der, Buffer.alloc(0), Buffer.alloc(32)]) {
      expect(await tokens.verify(forge(header, payload, secret), 'access')).toEqual(INVALID);
    }
  });

  it('longer than any of ours', async () => {
    const padded = (length: number) => forge(header, { ...payload, x: 'x'.repeat(length) });
    expect(padded(2700).length).toBeLessThanOrEqual(4096);
    expect(await tokens.verify(padded(2700), 'access')).toMatchObject({ status: 'valid' });
    expect(padded(2900).length).toBeGreaterThan(4096);
    expect(await tokens.verify(padded(2900), 'access')).toEqual(INVALID);
  });

  it('whatever it is: nothing throws, and nothing else is accepted', async () => {
    const text = fc.string({ unit: 'binary' });
    const anyToken = fc.oneof(
      text,
      fc.tuple(text, text, text).map((parts) => parts.join('.')),
      fc.tuple(fc.json(), fc.json()).map(([head, body]) => forge(head, body)),
      fc.json().map((body) => forge(header, body)),
      fc.uint8Array().map((bytes) => `${part(forge(header, payload), 0)}.${Buffer.from(bytes).toString('base64url')}.`),
    );
    await fc.assert(
      fc.asyncProperty(anyToken, fc.constantFrom('access' as const, 'refresh' as const), async (token, use) => {
        expect(await tokens.verify(token, use)).toEqual(INVALID);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the issuer a token names', () => {
  it('is read without a key, whoever signed it', async () => {
    expect(peekIssuer(await tokens.signAccess(session, -60))).toBe('ragkeep');
    expect(peekIssuer(forge({ alg: 'RS256' }, { iss: 'https://id.example' }))).toBe('https://id.example');
  });

  it.each([{}, { iss: 1 }, { iss: null }, { iss: ['ragkeep'] }, [], null, 'iss'])('is null for %j', (forged) => {
    expect(peekIssuer(forge(header, forged))).toBeNull();
  });

  it('never throws', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.json().map((body) => forge(header, body)),
          fc.tuple(text, text, text).map((parts) => parts.join('.')),
        ),
        (token) => {
          const issuer = peekIssuer(token);
          expect(issuer === null || typeof issuer === 'string').toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

it('a key shorter than the hash is refused', () => {
  expect(() => createSessionTokens(randomBytes(31), { now: () => new Date(now) })).toThrow('at least 32 bytes');
});
