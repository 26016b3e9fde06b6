import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString();
const makes = { scopes: ['keys:write', 'query'] };

describe('a key that a bounded key makes', () => {
  it('is bound to the same addresses, or fewer', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(app, owner, { ...makes, allowed_cidrs: ['127.0.0.0/8', '2001:db8::/32'] });
    const make = (allowed_cidrs?: string[]) =>
      client.post('/api-keys', { name: 'x', scopes: ['query'], ...(allowed_cidrs ? { allowed_cidrs } : {}) });
    expect((await make()).body.allowed_cidrs).toEqual(['127.0.0.0/8', '2001:db8::/32']);
    expect((await make(['127.0.0.1/32'])).body.allowed_cidrs).toEqual(['127.0.0.1/32']);
    for (const wider of [['0.0.0.0/0'], ['127.0.0.0/7'], ['127.0.0.1/32', '2001:db8::/31'], ['::/0']]) {
      const { status, body } = await make(wider);
      expect([status, body.details.issues[0].path]).toEqual([400, 'allowed_cidrs']);
    }
  });

  it('ends when it does, or before', async () => {
    const owner = await app.tenant();
    const end = inSeconds(100);
    const { client } = await keyOf(app, owner, { ...makes, expires_at: end });
    const make = (expires_at?: string) =>
      client.post('/api-keys', { name: 'x', scopes: ['query'], ...(expires_at ? { expires_at } : {}) });
    expect((await make()).body.expires_at).toBe(end);
    expect((await make(inSeconds(50))).body.expires_at).toBe(inSeconds(50));
    expect((await make(inSeconds(101))).status).toBe(400);
  });

  it('may make no more requests a minute', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(app, owner, { ...makes, rate_limit_per_minute: 50 });
    const rates = [];
    for (const more of [{}, { rate_limit_per_minute: 500 }, { rate_limit_per_minute: 5 }]) {
      rates.push(
        (await client.post('/api-keys', { name: 'x', scopes: ['query'], ...more })).body.rate_limit_per_minute,
      );
    }
    expect(rates).toEqual([50, 50, 5]);
  });
});

it('a bounded key does not see the secret of a freer one, by rotating it', async () => {
  const owner = await app.tenant();
  const free = await keyOf(app, owner, { scopes: ['query'] });
  const there = await keyOf(app, owner, { ...makes, allowed_cidrs: ['127.0.0.0/8'] });
  const soon = await keyOf(app, owner, { ...makes, expires_at: inSeconds(60) });
  const slow = await keyOf(app, owner, { ...makes, rate_limit_per_minute: 100 });
  const seen = [];
  for (const { client } of [there, soon, slow]) {
    const { status, body } = await client.post(`/api-keys/${free.id}/rotate`);
    seen.push([status, body.code, body.details]);
  }
  expect(seen).toEqual([
    [403, 'reach_exceeded', { limited_to: 'addresses' }],
    [403, 'reach_exceeded', { limited_to: 'time' }],
    [403, 'reach_exceeded', { limited_to: 'requests' }],
  ]);
  expect((await free.client.get('/auth/me')).status).toBe(200);
  const narrower = await keyOf(app, owner, { scopes: ['query'], allowed_cidrs: ['127.0.0.1/32'] });
  expect((await there.client.post(`/api-keys/${narrower.id}/rotate`)).status).toBe(201);
  expect((await there.client.post(`/api-keys/${there.id}/rotate`)).status).toBe(201);
});

it('a key that ends with its member does not see the secret of one that does not', async () => {
  const owner = { email: 'bound@example.com', password: 'correct horse battery' };
  const { access } = (await app.client().post('/auth/register', owner)).body;
  const person = app.client(access);
  const bound = await keyOf(app, person, { scopes: ['tenant:admin'] });
  await app.db
    .updateTable('api_keys')
    .set({ member_id: null })
    .where('id', '=', (await keyOf(app, person, { scopes: ['query'] })).id)
    .execute();
  const freed = (await person.get('/api-keys')).body.data.find(
    (key: { member_id: string | null }) => key.member_id === null,
  );
  const refused = await bound.client.post(`/api-keys/${freed.id}/rotate`);
  expect([refused.status, refused.body.details]).toEqual([403, { limited_to: 'time' }]);
});

it('an IPv6 form of IPv4 is no limit, since it would never fit', async () => {
  const owner = await app.tenant();
  const { status } = await owner.post('/api-keys', { name: 'x', allowed_cidrs: ['::ffff:203.0.113.0/120'] });
  expect(status).toBe(400);
});

it('PATCH narrows addresses and rate, never widens them', async () => {
  const owner = await app.tenant();
  const { id, client } = await keyOf(app, owner, { allowed_cidrs: ['127.0.0.0/8'], rate_limit_per_minute: 10 });
  for (const wider of [{ allowed_cidrs: ['0.0.0.0/0'] }, { rate_limit_per_minute: 11 }]) {
    expect((await owner.patch(`/api-keys/${id}`, wider)).status).toBe(400);
  }
  expect((await client.get('/auth/me')).status).toBe(200);
  const changed = await owner.patch(`/api-keys/${id}`, { allowed_cidrs: ['127.9.0.0/16'], rate_limit_per_minute: 9 });
  expect(changed.body).toMatchObject({ allowed_cidrs: ['127.9.0.0/16'], rate_limit_per_minute: 9 });
  expect((await client.get('/auth/me')).body.code).toBe('address_not_allowed');
});

it('RX-2: PATCH is_active:false ends a key for good', async () => {
  const owner = await app.tenant();
  const { id, client } = await keyOf(app, owner);
  const { status, body } = await owner.patch(`/api-keys/${id}`, { is_active: false, name: 'Retired' });
  expect([status, body.is_active, body.revoked_at, body.name]).toEqual([200, false, inSeconds(0), 'Retired']);
  expect((await client.get('/auth/me')).status).toBe(401);
  expect((await owner.patch(`/api-keys/${id}`, { is_active: true })).status).toBe(400);
  expect((await owner.patch(`/api-keys/${id}`, { name: 'Back' })).body.code).toBe('key_inactive');
});

it('the list is narrowed by project, maker, environment and whether keys are active', async () => {
  const owner = await app.tenant();
  const first = (await owner.get('/auth/me')).body.key.id;
  const project = (await owner.post('/projects', { name: 'P' })).body;
  const maker = await keyOf(app, owner, makes);
  const limited = await keyOf(app, owner, { project_ids: [project.id] });
  const test = await keyOf(app, maker.client, { scopes: ['query'], environment: 'test' });
  const expired = await keyOf(app, owner, { expires_at: inSeconds(1) });
  const revoked = await keyOf(app, owner);
  await owner.delete(`/api-keys/${revoked.id}`);
  clock.advance(1);
  const list = async (query: string) =>
    (await owner.get(`/api-keys?${query}`)).body.data.map((key: { id: string }) => key.id);
  expect(await list(`project_id=${project.id}`)).toEqual([limited.id]);
  expect(await list(`created_by=${maker.id}`)).toEqual([test.id]);
  expect(await list('environment=test')).toEqual([test.id]);
  expect(await list('is_active=false')).toEqual([revoked.id, expired.id]);
  expect(await list('is_active=true')).toEqual([test.id, limited.id, maker.id, first]);
  expect(await list(`is_active=true&environment=live&created_by=${first}`)).toEqual([limited.id, maker.id]);
  expect((await owner.get('/api-keys?is_active=yes')).status).toBe(400);
});
