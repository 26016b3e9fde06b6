import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

const run = promisify(execFile);

let app: TestApp;
let owner: Client;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
  owner = await app.tenant();
});
afterAll(() => app.close());

async function withScopes(scopes: string[], reach: object = {}): Promise<Client> {
  const { status, body, text } = await owner.post('/api-keys', { name: 'A key', scopes, ...reach });
  expect(status, text).toBe(201);
  return app.client(body.raw_key);
}

describe('RV-5: end users', () => {
  it('are listed by the documented request', async () => {
    const tenant = await app.tenant();
    await tenant.post('/users', { external_id: 'user_123', name: 'Ada' });
    const { stdout } = await run('curl', [
      '-s',
      `${app.url}/api/v1/users`,
      '-H',
      `Authorization: Bearer ${tenant.key}`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ data: [{ external_id: 'user_123', name: 'Ada' }], next_cursor: null });
  });

  it('are created with what is known of them, and read', async () => {
    const input = { external_id: 'u-1', name: 'Grace', email: 'grace@example.com', metadata: { plan: 'gold' } };
    const { status, body } = await owner.post('/users', input);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: body.id,
      ...input,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    });
    expect((await owner.get(`/users/${body.id}`)).body).toEqual(body);
  });

  it('may be known by nothing at all, several of them', async () => {
    const [first, second] = [await owner.post('/users', {}), await owner.post('/users', {})];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body).toMatchObject({ external_id: null, name: null, email: null, metadata: {} });
  });

  it('are created once for one Idempotency-Key', async () => {
    const create = () => owner.post('/users', { name: 'Once' }, { 'idempotency-key': 'user-once' });
    expect((await create()).body.id).toBe((await create()).body.id);
  });

  it('keep their external_id to themselves within the tenant: 409', async () => {
    await owner.post('/users', { external_id: 'taken' });
    const { id } = (await owner.post('/users', { external_id: 'free' })).body;
    for (const answer of [
      await owner.post('/users', { external_id: 'taken' }),
      await owner.patch(`/users/${id}`, { external_id: 'taken' }),
    ]) {
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'external_id_taken', details: { external_id: 'taken' } });
    }
    expect((await owner.patch(`/users/${id}`, { external_id: 'free' })).status).toBe(200);
    expect((await (await app.tenant()).post('/users', { external_id: 'taken' })).status).toBe(201);
  });

  it('are one when made by many at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => owner.post('/users', { external_id: 'race' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it('are changed field by field; null takes a value away', async () => {
    const { body } = await owner.post('/users', { external_id: 'c', name: 'Before', metadata: { a: 1 } });
    clock.advance(60);
    const changed = await owner.patch(`/users/${body.id}`, { name: 'After', external_id: null });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...body,
      name: 'After',
      external_id: null,
      updated_at: clock.now().toISOString(),
    });
    expect((await owner.patch(`/users/${body.id}`, { metadata: { b: 2 } })).body.metadata).toEqual({ b: 2 });
  });

  it('are deleted for good', async () => {
    const { id } = (await owner.post('/users', { external_id: 'gone' })).body;
    expect((await owner.delete(`/users/${id}`)).status).toBe(204);
    expect((await owner.get(`/users/${id}`)).status).toBe(404);
    expect((await owner.delete(`/users/${id}`)).status).toBe(404);
    expect((await owner.patch(`/users/${id}`, {})).status).toBe(404);
    expect((await owner.post('/users', { external_id: 'gone' })).status).toBe(201);
  });

  it('are listed in pages, newest first, and found by external_id', async () => {
    const tenant = await app.tenant();
    for (const external_id of ['a', 'b', 'c']) await tenant.post('/users', { external_id });
    const first = (await tenant.get('/users?limit=2')).body;
    const second = (await tenant.get(`/users?limit=2&cursor=${first.next_cursor}`)).body;
    const ids = [...first.data, ...second.data].map((user: { external_id: string }) => user.external_id);
    expect(ids).toEqual(['c', 'b', 'a']);
    expect(second.next_cursor).toBeNull();
    expect((await tenant.get('/users?external_id=b')).body.data).toMatchObject([{ external_id: 'b' }]);
    const foreign = await owner.get(`/users?cursor=${first.next_cursor}`);
    expect([foreign.status, foreign.body.code]).toEqual([400, 'invalid_cursor']);
  });

  it.each([
    ['an unknown field', { tenant_id: '01890000-0000-7000-8000-000000000000' }],
    ['no address', { email: 'not an address' }],
    ['a control character', { external_id: 'a\u0000b' }],
    ['an empty id', { external_id: ' ' }],
  ])('are refused with %s: 400', async (_, body) => {
    expect((await owner.post('/users', body)).status).toBe(400);
  });

  it('of another tenant are not found, nor listed', async () => {
    const stranger = await app.tenant();
    const { id } = (await owner.post('/users', { external_id: 'ours' })).body;
    expect((await stranger.get(`/users/${id}`)).status).toBe(404);
    expect((await stranger.patch(`/users/${id}`, { name: 'x' })).status).toBe(404);
    expect((await stranger.delete(`/users/${id}`)).status).toBe(404);
    expect((await stranger.get('/users')).body.data).toEqual([]);
    expect((await owner.get(`/users/${id}`)).status).toBe(200);
  });

  it('go with their tenant', async () => {
    const tenant = await app.tenant();
    const { id } = (await tenant.post('/users', {})).body;
    expect((await tenant.delete('/tenant')).status).toBe(204);
    expect(await app.db.selectFrom('users').where('id', '=', id).select('id').execute()).toEqual([]);
  });
});

describe('RV-3: the scopes of users', () => {
  it('users:read reads and changes nothing; users:write does both', async () => {
    const { id } = (await owner.post('/users', { name: 'Subject' })).body;
    const statuses = async (client: Client) => [
      (await client.get('/users')).status,
      (await client.get(`/users/${id}`)).status,
      (await client.post('/users', {})).status,
      (await client.patch(`/users/${id}`, { name: 'Changed' })).status,
      (await client.delete(`/users/${id}`)).status,
    ];
    expect(await statuses(await withScopes(['users:read']))).toEqual([200, 200, 403, 403, 403]);
    expect((await owner.get(`/users/${id}`)).body.name).toBe('Subject');
    const others = await withScopes(['memory:write', 'conversations:write', 'members:write', 'tenant:read', 'query']);
    expect(await statuses(others)).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses(await withScopes(['users:write']))).toEqual([200, 200, 201, 200, 204]);
  });

  it('RV-8: a refusal names the scope', async () => {
    const { status, body } = await (await withScopes(['users:read'])).post('/users', {});
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: 'Forbidden', message: 'API key lacks required scope: users:write' });
  });

  it('a key limited to a project reaches no users, which are the whole tenant’s', async () => {
    const { id } = (await owner.post('/projects', { name: 'Limited' })).body;
    const limited = await withScopes(['users:write'], { project_ids: [id] });
    const user = (await owner.post('/users', {})).body;
    for (const answer of [await limited.get('/users'), await limited.get(`/users/${user.id}`)]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'reach_exceeded']);
    }
  });
});
