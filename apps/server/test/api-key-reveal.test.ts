import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

/** A tenant that lets keys be kept. */
async function keeper() {
  const owner = await app.tenant();
  await owner.patch('/tenant', { recoverable_keys: true });
  return owner;
}

it('RX-3: a recoverable key is shown again, and every time is in the audit log', async () => {
  const owner = await keeper();
  const { id, raw } = await keyOf(app, owner, { recoverable: true });
  expect((await owner.get(`/api-keys/${id}`)).body.recoverable).toBe(true);
  const { status, body, headers } = await owner.post(`/api-keys/${id}/reveal`);
  expect([status, body, headers.get('cache-control')]).toEqual([200, { raw_key: raw }, 'no-store']);
  const event = await lastEvent(app, owner, 'api_key.revealed');
  expect(event).toMatchObject({ target_id: id, actor_type: 'key', address: '127.0.0.1' });
  expect(JSON.stringify(event)).not.toContain(raw);
  const rotated = (await owner.post(`/api-keys/${id}/rotate`)).body.raw_key;
  expect((await owner.post(`/api-keys/${id}/reveal`)).body.raw_key).toBe(rotated);
});

it('RX-3: is opt-in, of the tenant and of the key, and ends for all keys when the tenant takes it back', async () => {
  const owner = await app.tenant();
  const refused = await owner.post('/api-keys', { name: 'x', recoverable: true });
  expect([refused.status, refused.body.code]).toEqual([409, 'not_recoverable']);
  await owner.patch('/tenant', { recoverable_keys: true });
  const [kept, hashed] = [await keyOf(app, owner, { recoverable: true }), await keyOf(app, owner)];
  expect((await owner.post(`/api-keys/${hashed.id}/reveal`)).body.code).toBe('not_recoverable');
  await owner.patch('/tenant', { recoverable_keys: false });
  await owner.patch('/tenant', { recoverable_keys: true });
  expect((await owner.post(`/api-keys/${kept.id}/reveal`)).body.code).toBe('not_recoverable');
  expect((await kept.client.get('/auth/me')).status).toBe(200);
});

it('a key that was revoked, or has expired, is shown no more', async () => {
  const owner = await keeper();
  const revoked = await keyOf(app, owner, { recoverable: true });
  const expires_at = new Date(clock.now().getTime() + 60_000).toISOString();
  const expired = await keyOf(app, owner, { recoverable: true, expires_at });
  await owner.delete(`/api-keys/${revoked.id}`);
  clock.advance(60);
  for (const { id } of [revoked, expired]) {
    expect((await owner.post(`/api-keys/${id}/reveal`)).body.code).toBe('key_inactive');
  }
  const row = await app.db
    .selectFrom('api_keys')
    .select('sealed_secret')
    .where('id', '=', revoked.id)
    .executeTakeFirst();
  expect(row?.sealed_secret).toBeNull();
});

it('only to those who hold all that the key does, and are bound no more than it is', async () => {
  const owner = await keeper();
  const { id } = await keyOf(app, owner, { recoverable: true, scopes: ['query', 'ingest'] });
  const soon = new Date(clock.now().getTime() + 60_000).toISOString();
  const attempts = [
    [{ scopes: ['keys:write', 'query'] }, 'scope_not_held'],
    [{ scopes: ['keys:write', 'query', 'ingest'], allowed_cidrs: ['127.0.0.0/8'] }, 'reach_exceeded'],
    [{ scopes: ['keys:write', 'query', 'ingest'], expires_at: soon }, 'reach_exceeded'],
    [{ scopes: ['keys:read', 'query', 'ingest'] }, 'insufficient_scope'],
  ] as const;
  for (const [bounds, code] of attempts) {
    const { client } = await keyOf(app, owner, bounds);
    const { status, body } = await client.post(`/api-keys/${id}/reveal`);
    expect([status, body.code]).toEqual([403, code]);
  }
  const equal = await keyOf(app, owner, { scopes: ['keys:write', 'query', 'ingest'] });
  expect((await equal.client.post(`/api-keys/${id}/reveal`)).status).toBe(200);
});
