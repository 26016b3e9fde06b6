import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

const revoke = (client: Client, conditions: object) => client.post('/api-keys/revoke', conditions);

it('ends every key that fits, at once, and says which', async () => {
  const owner = await app.tenant();
  const [a, b, other] = [
    await keyOf(app, owner, { name: 'ci-a' }),
    await keyOf(app, owner, { name: 'ci-b' }),
    await keyOf(app, owner, { name: 'web' }),
  ];
  for (const { client } of [a, b, other]) expect((await client.get('/auth/me')).status).toBe(200);
  const { status, body } = await revoke(owner, { name_prefix: 'ci-' });
  expect([status, body]).toEqual([200, { revoked: 2, ids: [a.id, b.id] }]);
  const after = [];
  for (const { client } of [a, b, other]) after.push((await client.get('/auth/me')).status);
  expect(after).toEqual([401, 401, 200]);
  const secrets = await app.db
    .selectFrom('key_directory')
    .select('key_id')
    .where('key_id', 'in', [a.id, b.id])
    .execute();
  expect(secrets).toEqual([]);
  expect(await lastEvent(app, owner, 'api_keys.revoked')).toMatchObject({
    after: { conditions: { name_prefix: 'ci-' }, revoked: 2, ids: [a.id, b.id] },
  });
  expect((await revoke(owner, { name_prefix: 'ci-' })).body).toEqual({ revoked: 0, ids: [] });
});

it('each condition chooses by what it says, and all must hold', async () => {
  const owner = await app.tenant();
  const project = (await owner.post('/projects', { name: 'P' })).body;
  const maker = await keyOf(app, owner, { scopes: ['keys:write', 'query'] });
  const old = await keyOf(app, owner, { metadata: { team: 'red', tier: 1 } });
  clock.advance(100);
  const since = clock.now().toISOString();
  const limited = await keyOf(app, owner, { project_ids: [project.id] });
  const made = await keyOf(app, maker.client, { scopes: ['query'], environment: 'test', metadata: { team: 'red' } });
  await app.flush();
  const none = [];
  for (const miss of [
    { member_id: maker.id },
    { ids: [limited.id], environment: 'test' },
    { metadata: { team: 'blue' } },
    { name_prefix: '%' },
    { unused_since: '2025-01-01T00:00:00Z' },
  ]) {
    none.push((await revoke(owner, miss)).body.revoked);
  }
  expect(none).toEqual([0, 0, 0, 0, 0]);
  const hits = [
    [{ project_id: project.id }, limited.id],
    [{ created_by: maker.id, environment: 'test' }, made.id],
    [{ metadata: { team: 'red' }, unused_since: since }, old.id],
  ] as const;
  for (const [conditions, id] of hits) expect((await revoke(owner, conditions)).body.ids).toEqual([id]);
  expect((await maker.client.get('/auth/me')).status).toBe(200);
});

it('never ends the key in use, nor another tenant’s, nor one that reaches further', async () => {
  const [owner, stranger] = [await app.tenant(), await app.tenant()];
  const project = (await owner.post('/projects', { name: 'P' })).body;
  const limited = await keyOf(app, owner, { scopes: ['keys:write'], project_ids: [project.id] });
  const mine = await keyOf(app, owner);
  const ids = [mine.id, limited.id, (await owner.get('/auth/me')).body.key.id];
  expect((await revoke(stranger, { ids })).body.revoked).toBe(0);
  expect((await revoke(limited.client, { ids })).body.revoked).toBe(0);
  expect((await revoke(owner, { environment: 'live' })).body.ids.sort()).toEqual([mine.id, limited.id].sort());
  expect((await owner.get('/auth/me')).status).toBe(200);
});

it('asks for at least one condition', async () => {
  const owner = await app.tenant();
  for (const conditions of [{}, { metadata: {} }, { ids: [] }]) {
    const { status, body } = await revoke(owner, conditions);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  }
  expect((await revoke(owner, {})).body.message).toBe('give at least one condition');
});
