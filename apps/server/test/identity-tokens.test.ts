import { createPublicKey, type JsonWebKeyInput } from 'node:crypto';
import { isGranted, ROLES, type Scope, scopesOfRole } from '@ragkeep/access';
import { decodeProtectedHeader, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { startOidcProvider, type TestProvider } from './oidc-provider.ts';

let provider: TestProvider;
let app: TestApp;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ provider, app, close } = await startBoth());
});
afterAll(() => close());

async function startBoth() {
  const provider = await startOidcProvider();
  const app = await startTestApp({
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: provider.audience,
    OIDC_ROLE_CLAIM: 'realm_access.roles',
    OIDC_ROLE_MAP: 'owner=boss,admin=org:admin,member=staff|org:member,viewer=guest',
  });
  const close = async () => {
    await app.close();
    await provider.close();
  };
  return { provider, app, close };
}

const NAMES = { owner: 'boss', admin: 'org:admin', member: 'staff', viewer: 'guest' };
const withRole = (name: string) => ({ realm_access: { roles: ['offline_access', name] } });
const asOwner = async (subject: string) => app.client(await provider.token(subject, withRole('boss')));

describe('a token of the provider', () => {
  it.each(ROLES)('RF-4: opens exactly what the role %s allows, on every route', async (role) => {
    const client = app.client(await provider.token(`every-route-${role}`, withRole(NAMES[role])));
    const wrong: string[] = [];
    for (const { id, method, path, access } of app.routes) {
      if (!Array.isArray(access) || id === 'deleteTenant') continue;
      const url = path.replace(/:\w+/g, '01900000-0000-7000-8000-000000000000');
      const { status, body } = await client.send(method, url, method === 'GET' || method === 'DELETE' ? undefined : {});
      expect(status, id).not.toBe(401);
      const isAllowed = access.some((scope: Scope) => isGranted(scopesOfRole(role), scope));
      if ((body?.code === 'insufficient_scope') === isAllowed) wrong.push(`${id}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('RF-4: /auth/me shows its member', async () => {
    const claims = { email: 'Ada@Example.com', email_verified: true, given_name: 'Ada', family_name: 'Lovelace' };
    const token = await provider.token('ada', { ...claims, ...withRole('boss') });
    const { status, body } = await app.client(token).get('/auth/me');
    expect([status, body.type, body.scopes.includes('tenant:admin')]).toEqual([200, 'member', true]);
    expect(body.member).toMatchObject({
      email: 'ada@example.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
      role: 'owner',
    });
  });

  it('RF-4: a changed role claim counts with the next token, for the keys made before as well', async () => {
    const owner = await asOwner('demoted');
    const made = await owner.post('/api-keys', { name: 'k', scopes: ['tenant:admin'] });
    const key = app.client(made.body.raw_key);
    expect((await key.patch('/tenant', { name: 'Mine' })).status).toBe(200);

    const viewer = app.client(await provider.token('demoted', withRole('guest')));
    const refused = await viewer.post('/projects', { name: 'P' });
    expect([refused.status, refused.body.details.role]).toEqual([403, 'viewer']);
    expect((await viewer.get('/auth/me')).body.member.role).toBe('viewer');
    expect((await key.patch('/tenant', { name: 'Still mine' })).status).toBe(403);
  });

  it('RF-4: a role that nothing maps is not accepted', async () => {
    for (const claims of [
      {},
      withRole('owner'),
      { realm_access: 'boss' },
      { realm_access: { roles: { 0: 'boss' } } },
    ]) {
      const refused = await app.client(await provider.token('nobody', claims)).get('/auth/me');
      expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized']);
    }
  });

  it('RF-4: an organisation claim that is not a name is not taken for none', async () => {
    for (const org_id of [7, '', ' ', ['org_1'], { id: 'org_1' }, 'a\u0000b', 'x'.repeat(300)]) {
      const token = await provider.token('odd', { org_id, ...withRole('boss') });
      expect((await app.client(token).get('/auth/me')).status, JSON.stringify(org_id)).toBe(401);
    }
  });

  it('RF-4: no password logs its member in', async () => {
    const claims = { email: 'nopass@example.com', email_verified: true, ...withRole('boss') };
    expect((await app.client(await provider.token('nopass', claims)).get('/auth/me')).status).toBe(200);
    for (const password of ['null', 'password', ' ']) {
      const refused = await app.client().post('/auth/login', { email: 'nopass@example.com', password });
      expect([refused.status, refused.body.code]).toEqual([401, 'invalid_login']);
    }
  });
});

// The time of this process is moved, and other processes have their own.
describe.skipIf(process.env.TEST_DATABASE === 'processes')('time', () => {
  // Parts of their own, since the server does not let its clock be set back.
  let own: Awaited<ReturnType<typeof startBoth>>;
  beforeEach(async () => {
    own = await startBoth();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await own.close();
  });

  /** Everything of this process goes by the later time: the provider, the server, and what remembers the keys. */
  const later = (seconds: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  const client = async (subject: string) => own.app.client(await own.provider.token(subject, withRole('boss')));

  it('RF-4 RC-9: an expired token is told so, whether it was seen before or not', async () => {
    const seen = await client('late');
    const unseen = await client('late');
    const expiryOf = ({ key = '' }: Client) =>
      JSON.parse(Buffer.from(key.split('.')[1] ?? '', 'base64url').toString()).exp;
    expect((await seen.get('/auth/me')).status).toBe(200);
    later(3601); // within the minute for which the clocks may differ
    for (const holder of [seen, unseen]) expect((await holder.get('/auth/me')).body.code).toBe('token_expired');
    later(120);
    for (const holder of [seen, unseen]) {
      const { status, body, headers } = await holder.get('/auth/me');
      expect([status, body.error, body.message]).toEqual([401, 'token_expired', 'Access token has expired']);
      expect(Date.parse(body.details.expired_at)).toBe(expiryOf(holder) * 1000);
      expect(headers.get('www-authenticate')).toContain('invalid_token');
    }
  });

  it('RF-4: a rotated signing key is picked up, and so a token that was refused before is good', async () => {
    expect((await (await client('before')).get('/auth/me')).status).toBe(200);
    await own.provider.rotateKey();
    const after = await client('after');
    const asked = own.provider.jwksRequests();
    // Nobody makes us ask the provider at each request.
    for (let n = 0; n < 5; n++) expect((await after.get('/auth/me')).status).toBe(401);
    expect(own.provider.jwksRequests()).toBe(asked);
    later(31);
    expect((await after.get('/auth/me')).status).toBe(200);
  });
});

describe('a forged token', () => {
  it('RF-4: never works, whatever was done to a good one', async () => {
    const good = await provider.token('victim', withRole('boss'));
    expect((await app.client(good).get('/auth/me')).status).toBe(200);
    const [header = '', body = '', signature = ''] = good.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const { kid = '' } = decodeProtectedHeader(good);
    const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: JsonWebKeyInput['key'][] };
    const published = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
    const own = await generateKeyPair('RS256');
    const sign = (payload: object, alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ ...payload }).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(key);
    const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

    const forged = {
      'HS256 with the public key as PEM': await sign(claims, 'HS256', Buffer.from(await exportSPKI(published))),
      'HS256 with the public key as JWK': await sign(claims, 'HS256', Buffer.from(JSON.stringify(keys[0]))),
      'another key under the same id': await sign(claims, 'RS256', own.privateKey),
      'the issuer of our own tokens': await sign({ ...claims, iss: 'ragkeep' }, 'RS256', own.privateKey),
      'another subject': `${header}.${text({ ...claims, sub: 'admin' })}.${signature}`,
      'another role': `${header}.${text({ ...claims, ...withRole('org:admin') })}.${signature}`,
      'alg none with a signature': `${text({ alg: 'none' })}.${body}.${signature}`,
      'a key of its own': `${text({ alg: 'RS256', jwk: keys[0] })}.${body}.${signature}`,
      'no signature': `${header}.${body}.`,
      'half a signature': `${header}.${body}.${signature.slice(0, 100)}`,
    };
    for (const [name, token] of Object.entries(forged)) {
      const answer = await app.client(token).get('/auth/me');
      expect([name, answer.status, answer.body.code, answer.body.message]).toEqual([
        name,
        401,
        'unauthorized',
        'Missing or invalid API key',
      ]);
    }
    expect((await app.client(good).get('/auth/me')).status).toBe(200);
  });

  it('RF-4: nor one that is for others, or of another provider', async () => {
    const stranger = await startOidcProvider();
    try {
      for (const token of [await provider.idToken('victim'), await stranger.token('victim', withRole('boss'))]) {
        const refused = await app.client(token).get('/auth/me');
        expect([refused.status, refused.body.code]).toEqual([401, 'unauthorized']);
      }
    } finally {
      await stranger.close();
    }
  });
});

it('RF-4: while the provider is away its tokens get 503, and other credentials work', async () => {
  const away = await startOidcProvider();
  const token = await away.token('early', withRole('boss'));
  await away.close();
  const here = await startTestApp({ OIDC_ISSUER: away.issuer, OIDC_AUDIENCE: away.audience });
  try {
    const { status, body, headers } = await here.client(token).get('/auth/me');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '30']);
    expect(body.message).toBe('The identity provider cannot be reached');
    expect((await (await here.tenant()).get('/auth/me')).status).toBe(200);
    expect((await here.client('made-up').get('/auth/me')).status).toBe(401);
  } finally {
    await here.close();
  }
});
