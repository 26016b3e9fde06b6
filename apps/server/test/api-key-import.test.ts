import { createHash } from 'node:crypto';
import { deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({ KEY_FORMATS_ACCEPTED: 'sk-{opaque:24}' }, { clock });
});
afterAll(() => app.close());

let made = 0;
/** A key as another system could have made it, and what is told of it here. */
function foreign(more: object = {}) {
  made += 1;
  const raw = `sk-${String(made).padStart(4, '0')}abcdefghijklmnopqrst`;
  const hash = createHash('sha256').update(raw).digest('hex');
  return { raw, entry: { hash, prefix: raw.slice(0, 7), name: `Old ${made}`, scopes: ['query'], ...more } };
}

it('a key from elsewhere goes on working, though it was tried before it was known', async () => {
  const owner = await app.tenant();
  const { raw, entry } = foreign({ metadata: { customer: 'c-17' }, scopes: ['query', 'projects:read'] });
  const client = app.client(raw);
  expect((await client.get('/projects')).status).toBe(401);
  const { status, body } = await owner.post('/api-keys/import', { keys: [entry, foreign().entry] });
  expect(status).toBe(201);
  expect(body.data[0]).toMatchObject({ name: entry.name, key_prefix: entry.prefix, metadata: { customer: 'c-17' } });
  expect(body.data).toHaveLength(2);
  expect((await client.get('/projects')).status).toBe(200);
  const event = await lastEvent(app, owner, 'api_keys.imported');
  expect(event?.after).toMatchObject({ imported: 2, keys: [{ id: body.data[0].id }, { id: body.data[1].id }] });
});

it('nothing can be derived from it until it is rotated, which gives it a key of ours', async () => {
  const owner = await app.tenant();
  const { raw, entry } = foreign();
  const { id } = (await owner.post('/api-keys/import', { keys: [entry] })).body.data[0];
  const claims = { expiresAt: new Date(clock.now().getTime() + 60_000) };
  expect((await app.client(await deriveKey(raw, claims)).get('/auth/me')).status).toBe(401);
  const rotated = (await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 60 })).body.raw_key;
  expect(rotated).toMatch(/^rk_live_/);
  const statuses = [];
  for (const key of [raw, rotated, await deriveKey(rotated, claims)]) {
    statuses.push((await app.client(key).get('/auth/me')).status);
  }
  expect(statuses).toEqual([200, 200, 200]);
});

it('all are imported or none: a hash that exists, here or anywhere, is named by its place', async () => {
  const [owner, stranger] = [await app.tenant(), await app.tenant()];
  const [first, second, taken] = [foreign(), foreign(), foreign()];
  expect((await stranger.post('/api-keys/import', { keys: [taken.entry] })).status).toBe(201);
  for (const keys of [
    [first.entry, taken.entry],
    [first.entry, { ...first.entry, name: 'Again' }],
  ]) {
    const { status, body } = await owner.post('/api-keys/import', { keys });
    expect([status, body.code, body.details]).toEqual([409, 'key_exists', { index: 1 }]);
  }
  expect((await app.client(first.raw).get('/auth/me')).status).toBe(401);
  expect((await owner.post('/api-keys/import', { keys: [first.entry, second.entry] })).status).toBe(201);
  expect((await app.client(taken.raw).get('/auth/me')).body.tenant.id).toBe((await stranger.get('/tenant')).body.id);
});

it('is bounded as a key that is made here', async () => {
  const owner = await app.tenant();
  const [a, b] = [
    (await owner.post('/projects', { name: 'A' })).body,
    (await owner.post('/projects', { name: 'B' })).body,
  ];
  const until = new Date(clock.now().getTime() + 60_000).toISOString();
  const importer = await keyOf(app, owner, {
    scopes: ['keys:write', 'query'],
    project_ids: [a.id],
    allowed_cidrs: ['127.0.0.0/8'],
    expires_at: until,
    rate_limit_per_minute: 100,
  });
  const send = (...keys: object[]) => importer.client.post('/api-keys/import', { keys });
  const refused = [];
  for (const more of [
    { scopes: ['ingest'] },
    { project_ids: [b.id] },
    { allowed_cidrs: ['0.0.0.0/0'] },
    { expires_at: '2099-01-01T00:00:00Z' },
  ]) {
    const { body } = await send(foreign().entry, foreign(more).entry);
    refused.push([body.code, body.details.issues?.[0].path]);
  }
  expect(refused).toEqual([
    ['scope_not_held', undefined],
    ['not_found', undefined],
    ['invalid_request', 'keys[1].allowed_cidrs'],
    ['invalid_request', 'keys[1].expires_at'],
  ]);
  const { body } = await send(foreign({ project_ids: [a.id, a.id], rate_limit_per_minute: 500 }).entry);
  expect(body.data[0]).toMatchObject({
    project_ids: [a.id],
    allowed_cidrs: ['127.0.0.0/8'],
    expires_at: until,
    rate_limit_per_minute: 100,
    created_by: { type: 'key', id: importer.id },
    recoverable: false,
  });
});

it('takes a thousand at once, and repeats are answered as the first was', async () => {
  const owner = await app.tenant();
  const keys = Array.from({ length: 1000 }, () => foreign().entry);
  const headers = { 'idempotency-key': 'move' };
  const first = await owner.post('/api-keys/import', { keys }, headers);
  expect(first.body.data.map(({ name }: { name: string }) => name)).toEqual(keys.map(({ name }) => name));
  const again = await owner.post('/api-keys/import', { keys }, headers);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
});

it('refuses what is no hash or no readable start of a key', async () => {
  const owner = await app.tenant();
  for (const more of [
    { hash: 'A'.repeat(64) },
    { hash: 'a'.repeat(63) },
    { prefix: 'sk 1' },
    { prefix: 'a'.repeat(21) },
  ]) {
    expect((await owner.post('/api-keys/import', { keys: [foreign(more).entry] })).status).toBe(400);
  }
  expect((await owner.post('/api-keys/import', { keys: [] })).status).toBe(400);
});
