import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
});
afterAll(() => app.close());

describe('life of a key', () => {
  it('RF-6: lists keys with the time of their last use; DELETE revokes with 204', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner);
    await client.get('/auth/me');
    await app.flush();
    const listed = await owner.get('/api-keys');
    expect(listed.body.data.find((key: { id: string }) => key.id === id).last_used_at).toBe(clock.now().toISOString());
    expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
    expect((await owner.get(`/api-keys/${id}`)).body).toMatchObject({ is_active: false });
  });

  it('RF-7: a revoked key gets 401 on the very next request', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner);
    expect((await client.get('/auth/me')).status).toBe(200);
    await owner.delete(`/api-keys/${id}`);
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  it('RT-10: one key is revoked without touching the others', async () => {
    const owner = await app.tenant();
    const [one, two] = [await keyOf(app, owner), await keyOf(app, owner)];
    await owner.delete(`/api-keys/${one.id}`);
    expect((await two.client.get('/auth/me')).status).toBe(200);
  });

  it('RT-10: rotation gives a new secret under the same id; the old one lives through the grace and no longer', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner, { scopes: ['query'], environment: 'test' });
    const rotated = await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 60 });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({ id, scopes: ['query'], environment: 'test' });
    const next = app.client(rotated.body.raw_key);
    clock.advance(59);
    expect([(await client.get('/auth/me')).status, (await next.get('/auth/me')).status]).toEqual([200, 200]);
    clock.advance(2);
    expect([(await client.get('/auth/me')).status, (await next.get('/auth/me')).status]).toEqual([401, 200]);
  });

  it('a second rotation does not prolong the first secret’s grace', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner);
    await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 10 });
    await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 1000 });
    clock.advance(11);
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  it('rotation without grace ends the old secret at once; revocation ends all of them', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner);
    const rotated = await owner.post(`/api-keys/${id}/rotate`);
    expect((await client.get('/auth/me')).status).toBe(401);
    await owner.delete(`/api-keys/${id}`);
    expect((await app.client(rotated.body.raw_key).get('/auth/me')).status).toBe(401);
    expect((await owner.post(`/api-keys/${id}/rotate`)).body.code).toBe('key_inactive');
  });

  it('RT-8: expiry must lie ahead, can only come sooner, and ends the key', async () => {
    const owner = await app.tenant();
    const at = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString();
    expect((await owner.post('/api-keys', { name: 'x', expires_at: at(-1) })).status).toBe(400);
    const { id, client } = await keyOf(app, owner, { expires_at: at(100) });
    expect((await owner.patch(`/api-keys/${id}`, { expires_at: at(200) })).status).toBe(400);
    expect((await owner.patch(`/api-keys/${id}`, { expires_at: at(50) })).status).toBe(200);
    clock.advance(51);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await owner.post(`/api-keys/${id}/rotate`)).body.code).toBe('key_inactive');
  });

  it('RX-2: says who made a key and when', async () => {
    const owner = await app.tenant();
    const me = (await owner.get('/auth/me')).body.key;
    const { body } = await owner.post('/api-keys', { name: 'Child' });
    expect(body).toMatchObject({ created_by: { type: 'key', id: me.id }, created_at: clock.now().toISOString() });
    expect(me.created_by).toEqual({ type: 'registration', id: null });
  });
});

describe('keys limited to projects', () => {
  it('RT-1: one cannot touch another project, by id, slug, list or search', async () => {
    const owner = await app.tenant();
    const a = (await owner.post('/projects', { name: 'A' })).body;
    const b = (await owner.post('/projects', { name: 'B' })).body;
    const { client } = await keyOf(app, owner, { project_ids: [a.id] });
    expect((await client.get('/projects')).body.data.map((project: { id: string }) => project.id)).toEqual([a.id]);
    for (const ref of [b.id, b.slug]) {
      const answers = await Promise.all([
        client.get(`/projects/${ref}`),
        client.patch(`/projects/${ref}`, { name: 'x' }),
        client.delete(`/projects/${ref}`),
        client.post(`/projects/${ref}/ingest`, { text: 'x' }),
        client.post(`/projects/${ref}/search`, { query: 'x' }),
        client.get(`/projects/${ref}/documents`),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 404));
    }
    expect((await client.get(`/agents/${b.agent_id}`)).status).toBe(404);
    expect((await client.post(`/agents/${b.agent_id}/query`, { message: 'x' })).status).toBe(404);
    expect((await client.post('/projects', { name: 'C' })).body.code).toBe('reach_exceeded');
  });

  it('make only keys that reach no further, and see only those', async () => {
    const owner = await app.tenant();
    const a = (await owner.post('/projects', { name: 'A' })).body;
    const b = (await owner.post('/projects', { name: 'B' })).body;
    const { client } = await keyOf(app, owner, { scopes: ['keys:write', 'query'], project_ids: [a.id] });
    const child = await client.post('/api-keys', { name: 'child', scopes: ['query'] });
    expect(child.body.project_ids).toEqual([a.id]);
    expect((await client.post('/api-keys', { name: 'x', scopes: ['query'], project_ids: [b.id] })).status).toBe(404);
    const { data } = (await client.get('/api-keys')).body;
    expect(data.every((key: { project_ids: string[] }) => key.project_ids.join() === a.id)).toBe(true);
    const first = (await owner.get('/auth/me')).body.key;
    expect((await client.delete(`/api-keys/${first.id}`)).status).toBe(404);
  });

  it('die with their project', async () => {
    const owner = await app.tenant();
    const a = (await owner.post('/projects', { name: 'A' })).body;
    const { client } = await keyOf(app, owner, { project_ids: [a.id] });
    await owner.delete(`/projects/${a.id}`);
    expect((await client.get('/auth/me')).status).toBe(401);
  });
});

it('deleting the tenant ends its keys', async () => {
  const owner = await app.tenant();
  const { client } = await keyOf(app, owner);
  expect((await owner.delete('/tenant')).status).toBe(204);
  expect([(await owner.get('/auth/me')).status, (await client.get('/auth/me')).status]).toEqual([401, 401]);
});

it('a repeated request with the same Idempotency-Key makes one key and answers the same', async () => {
  const owner = await app.tenant();
  const headers = { 'idempotency-key': 'make-it-once' };
  const [first, second] = [
    await owner.post('/api-keys', { name: 'once' }, headers),
    await owner.post('/api-keys', { name: 'once' }, headers),
  ];
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const other = await owner.post('/api-keys', { name: 'other' }, headers);
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict']);
  const stored = await app.db.selectFrom('idempotency_keys').select('answer').execute();
  expect(stored.map((row) => row.answer?.includes(first.body.raw_key))).not.toContain(true);
});
