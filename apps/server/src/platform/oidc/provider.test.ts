import { createPublicKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOidcProvider, type TestProvider } from '../../../test/oidc-provider.ts';
import { KeySetUnavailableError } from './index.ts';
import { clockFromNow, createSigningKey, quietVerifier } from './key-server.fixture.ts';

// Every token here was issued by a real OpenID provider over HTTP; only the forged ones are signed by hand.
let provider: TestProvider;
beforeAll(async () => {
  provider = await startOidcProvider({ extraClaims: { org_id: 'org_1' } });
});
afterAll(() => provider.close());

function verifier(clock = clockFromNow(), cooldownMs = 0) {
  const { issuer, audience } = provider;
  return quietVerifier({ issuer, audience, clock, cooldownMs });
}

/** The same claims, signed by someone else. */
async function resigned(token: string, header: Record<string, unknown>, secret: Uint8Array): Promise<string> {
  return new SignJWT(decodeJwt(token)).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
}

describe("a real provider's token", () => {
  test('is valid, with its claims', async () => {
    const token = await provider.token('user-1', { email: 'ada@example.com', email_verified: true, role: 'admin' });
    expect(await verifier().verify(token)).toEqual({
      status: 'valid',
      claims: {
        subject: 'user-1',
        email: 'ada@example.com',
        emailVerified: true,
        name: null,
        givenName: null,
        familyName: null,
        raw: expect.objectContaining({ org_id: 'org_1', role: 'admin', client_id: 'test-app' }),
      },
      expiresAt: new Date(Number(decodeJwt(token).exp) * 1000),
    });
  });

  test('expires after its hour and the clock skew of a minute', async () => {
    const clock = clockFromNow();
    const { verify } = verifier(clock);
    const token = await provider.token('user-1');
    const exp = Number(decodeJwt(token).exp);
    clock.advance(exp + 59 - clock.seconds());
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    clock.advance(1);
    expect(await verify(token)).toEqual({ status: 'expired', expiredAt: new Date(exp * 1000) });
  });

  test('is invalid for another audience, even when expired', async () => {
    const clock = clockFromNow();
    const { issuer } = provider;
    const { verify } = quietVerifier({ issuer, audience: 'https://other.example.test', clock });
    const token = await provider.token('user-1');
    expect(await verify(token)).toEqual({ status: 'invalid' });
    clock.advance(7200);
    expect(await verify(token)).toEqual({ status: 'invalid' });
  });

  test("is invalid when it is another provider's", async () => {
    const other = await startOidcProvider();
    const token = await other.token('user-1');
    await other.close();
    expect(await verifier().verify(token)).toEqual({ status: 'invalid' });
  });

  test('is invalid when it is an ID token, meant for the client', async () => {
    expect(await verifier().verify(await provider.idToken('user-1'))).toEqual({ status: 'invalid' });
  });

  test('is invalid with any one part changed', async () => {
    const { verify } = verifier();
    const [header = '', payload = '', signature = ''] = (await provider.token('user-1')).split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(`${header}.${payload}.`), sub: 'user-2' }));
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    for (const token of [
      `${header}.${claims.toString('base64url')}.${signature}`,
      `${header}.${payload}.${flipped}`,
      `${header}.${payload}.`,
    ])
      expect(await verify(token)).toEqual({ status: 'invalid' });
  });
});

describe('a forged token', () => {
  test.each(['the JWK', 'the PEM'])('is invalid as HS256 with %s of the public key for the secret', async (form) => {
    const token = await provider.token('user-1');
    const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: [JWK] };
    const pem = createPublicKey({ key: { ...keys[0] }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const secret = form === 'the JWK' ? JSON.stringify(keys[0]) : String(pem);
    const forged = await resigned(token, decodeProtectedHeader(token), Buffer.from(secret));
    expect(await verifier().verify(forged)).toEqual({ status: 'invalid' });
  });

  test.each(['none', 'None', 'NONE'])('is invalid with the algorithm %s', async (alg) => {
    const [, payload] = (await provider.token('user-1')).split('.');
    const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
    expect(await verifier().verify(`${header}.${payload}.`)).toEqual({ status: 'invalid' });
  });

  test('is invalid with a key of its own in the header', async () => {
    const thief = await createSigningKey('RS256');
    const token = await provider.token('user-1');
    const { kid } = decodeProtectedHeader(token);
    for (const header of [{ jwk: thief.publicJwk }, { jwk: thief.publicJwk, kid }, { kid }, {}])
      expect(await verifier().verify(await thief.sign(decodeJwt(token), header))).toEqual({ status: 'invalid' });
  });
});

describe("the provider's keys", () => {
  test('are fetched once, and not for made-up key ids within the cooldown', async () => {
    const { verify } = verifier(clockFromNow(), 60_000);
    const token = await provider.token('user-1');
    const before = provider.jwksRequests();
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    const thief = await createSigningKey('RS256');
    const forged = await Promise.all(
      Array.from({ length: 50 }, (_, n) => thief.sign(decodeJwt(token), { kid: `made-up-${n}` })),
    );
    const verdicts = await Promise.all(forged.map((one) => verify(one)));
    expect(verdicts).toEqual(forged.map(() => ({ status: 'invalid' })));
    expect(provider.jwksRequests() - before).toBe(1);
  });

  test('are fetched again for a rotated key, and the old key is forgotten', async () => {
    const rotating = await startOidcProvider();
    const { issuer, audience } = rotating;
    const { verify } = quietVerifier({ issuer, audience, clock: clockFromNow(), cooldownMs: 0 });
    const old = await rotating.token('user-1');
    expect(await verify(old)).toMatchObject({ status: 'valid' });
    await rotating.rotateKey();
    expect(await verify(await rotating.token('user-1'))).toMatchObject({ status: 'valid' });
    expect(await verify(old)).toEqual({ status: 'invalid' });
    await rotating.close();
  });

  test('cannot be had when the provider is away at the first use', async () => {
    const gone = await startOidcProvider();
    const token = await gone.token('user-1');
    await gone.close();
    const { issuer, audience } = gone;
    const { verify } = quietVerifier({ issuer, audience, clock: clockFromNow() });
    await expect(verify(token)).rejects.toThrow(KeySetUnavailableError);
  });

  test('go on working when the provider goes away later, but no unknown one does', async () => {
    const leaving = await startOidcProvider();
    const { issuer, audience } = leaving;
    const { verify } = quietVerifier({ issuer, audience, clock: clockFromNow(), cooldownMs: 0 });
    const token = await leaving.token('user-1');
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    await leaving.rotateKey();
    const unknown = await leaving.token('user-1');
    await leaving.close();
    expect(await verify(token)).toMatchObject({ status: 'valid' });
    await expect(verify(unknown)).rejects.toThrow(KeySetUnavailableError);
  });
});
