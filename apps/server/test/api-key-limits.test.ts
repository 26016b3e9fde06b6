import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf, lastEvent } from './keys.ts';

let direct: TestApp;
let proxied: TestApp;
const clock = testClock();
beforeAll(async () => {
  direct = await startTestApp({ TRUSTED_PROXIES: '10.0.0.0/8' }, { clock });
  proxied = await startTestApp({ TRUSTED_PROXIES: '127.0.0.0/8, 10.0.0.0/8' }, { clock });
});
afterAll(() => Promise.all([direct.close(), proxied.close()]));

describe('a key bound to addresses', () => {
  it('is refused from elsewhere, with the address, and the refusal is in the audit log', async () => {
    const owner = await direct.tenant();
    const { id, client } = await keyOf(direct, owner, { allowed_cidrs: ['203.0.113.0/24'] });
    const { status, body } = await client.get('/auth/me');
    expect([status, body.code, body.details]).toEqual([403, 'address_not_allowed', { address: '127.0.0.1' }]);
    expect(await lastEvent(direct, owner, 'access.refused')).toMatchObject({
      actor_id: id,
      address: '127.0.0.1',
      after: { code: 'address_not_allowed' },
    });
    const here = await keyOf(direct, owner, { allowed_cidrs: ['203.0.113.0/24', '127.0.0.1/32'] });
    expect((await here.client.get('/auth/me')).status).toBe(200);
  });

  it('does not believe X-Forwarded-For of a peer that is no trusted proxy', async () => {
    const owner = await direct.tenant();
    const { client } = await keyOf(direct, owner, { allowed_cidrs: ['203.0.113.0/24'] });
    for (const header of ['203.0.113.7', '203.0.113.7, 10.0.0.1']) {
      const { status, body } = await client.get('/auth/me', { 'x-forwarded-for': header });
      expect([status, body.details.address]).toEqual([403, '127.0.0.1']);
    }
  });

  it.each([
    ['the only address', '203.0.113.7', 200],
    ['an IPv4 address in IPv6’s clothes', '::ffff:203.0.113.7', 200],
    ['before trusted proxies', '203.0.113.7, 10.1.2.3, 127.0.0.9', 200],
    ['with whatever the client put before', '198.51.100.1, 203.0.113.7', 200],
    ['put there by the client, before the address that the proxy saw', '203.0.113.7, 198.51.100.1', 403],
    ['put there behind something that is no address', '203.0.113.7, unknown', 403],
    ['the proxy itself', '10.1.2.3', 403],
  ])('behind a proxy its address is read from the right: %s', async (_, header, status) => {
    const owner = await proxied.tenant();
    const { client } = await keyOf(proxied, owner, { allowed_cidrs: ['203.0.113.0/24'] });
    expect((await client.get('/auth/me', { 'x-forwarded-for': header })).status).toBe(status);
  });

  it('takes IPv6, and refuses what is no CIDR', async () => {
    const owner = await proxied.tenant();
    const { client } = await keyOf(proxied, owner, { allowed_cidrs: ['2001:db8::/32'] });
    const from = async (address: string) => (await client.get('/auth/me', { 'x-forwarded-for': address })).status;
    expect([await from('2001:db8:1::9'), await from('2001:db9::1'), await from('203.0.113.7')]).toEqual([
      200, 403, 403,
    ]);
    for (const cidr of ['203.0.113.7', '203.0.113.0/33', '2001:db8::/129', 'home', '']) {
      expect((await owner.post('/api-keys', { name: 'x', allowed_cidrs: [cidr] })).status).toBe(400);
    }
  });
});

describe('a key with a rate limit', () => {
  it('is told what is left, and when to come back; a new window gives all of it anew', async () => {
    const owner = await direct.tenant();
    const { client } = await keyOf(direct, owner, { rate_limit_per_minute: 2 });
    const seen = [];
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await client.get('/auth/me');
      seen.push([status, headers.get('ratelimit'), headers.get('retry-after')]);
      clock.advance(10);
    }
    expect(seen).toEqual([
      [200, '"key";r=1;t=60', null],
      [200, '"key";r=0;t=50', null],
      [429, '"key";r=0;t=40', '40'],
    ]);
    const refused = await client.get('/auth/me');
    expect(refused.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
    expect(refused.body).toMatchObject({ code: 'rate_limited', details: { retry_after_seconds: 30 } });
    clock.advance(30);
    expect((await client.get('/auth/me')).headers.get('ratelimit')).toBe('"key";r=1;t=60');
  });

  it('is let through exactly as often as it may, however many come at once', async () => {
    const owner = await direct.tenant();
    const { client } = await keyOf(direct, owner, { rate_limit_per_minute: 7 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.get('/auth/me')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(43);
  });

  it('has it to itself, and keeps it through a rotation', async () => {
    const owner = await direct.tenant();
    const one = await keyOf(direct, owner, { rate_limit_per_minute: 1 });
    const two = await keyOf(direct, owner, { rate_limit_per_minute: 1 });
    expect([(await one.client.get('/auth/me')).status, (await two.client.get('/auth/me')).status]).toEqual([200, 200]);
    const rotated = direct.client((await owner.post(`/api-keys/${one.id}/rotate`)).body.raw_key);
    expect((await rotated.get('/auth/me')).status).toBe(429);
    expect((await owner.get('/auth/me')).headers.get('ratelimit')).toBeNull();
  });

  it('a refused address does not use it up', async () => {
    const owner = await proxied.tenant();
    const { client } = await keyOf(proxied, owner, { allowed_cidrs: ['203.0.113.0/24'], rate_limit_per_minute: 1 });
    const from = async (address: string) => (await client.get('/auth/me', { 'x-forwarded-for': address })).status;
    expect([await from('198.51.100.1'), await from('203.0.113.7'), await from('203.0.113.7')]).toEqual([403, 200, 429]);
  });
});
