import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

const UNAUTHORIZED = { error: 'Unauthorized', message: 'Missing or invalid API key', code: 'unauthorized' };

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({ KEY_FORMATS_ACCEPTED: 'rt_{env}_{base62:32},rg_{hex:40}' }, { clock });
});
afterAll(() => app.close());

async function keyOf(owner: Client, input: object): Promise<{ id: string; client: Client; raw: string }> {
  const { status, body, text } = await owner.post('/api-keys', { name: 'A key', ...input });
  expect(status, text).toBe(201);
  return { id: body.id, raw: body.raw_key, client: app.client(body.raw_key) };
}

describe('registration', () => {
  it('RV-1: POST /tenants registers a tenant and shows its key once', async () => {
    const { status, body } = await app.client().post('/tenants', { name: 'My AI App', email: 'dev@example.com' });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['tenant_id', 'api_key', 'api_key_prefix', 'message']);
    expect(body.message).toBe('Save your API key securely. It will not be shown again.');
    expect(body.api_key.startsWith(body.api_key_prefix)).toBe(true);
    const me = await app.client(body.api_key).get('/auth/me');
    expect(me.body).toMatchObject({ type: 'key', tenant: { id: body.tenant_id, email: 'dev@example.com' } });
  });

  it('is refused where it is closed', async () => {
    const closed = await startTestApp({ REGISTRATION: 'closed' });
    const { status, body } = await closed.client().post('/tenants', { name: 'x', email: 'x@example.com' });
    await closed.close();
    expect(status).toBe(403);
    expect(body.code).toBe('registration_closed');
  });

  it('refuses fields that would set what is not the caller’s to set', async () => {
    const { status, body } = await app
      .client()
      .post('/tenants', { name: 'x', email: 'x@example.com', tenant_id: '01890000-0000-7000-8000-000000000000' });
    expect(status).toBe(400);
    expect(body.details.issues).toEqual([{ path: 'tenant_id', message: 'is not a known field' }]);
  });
});

describe('the key itself', () => {
  it('RV-2, RT-3: has the documented form; only its SHA-256 and its prefix are stored', async () => {
    const owner = await app.tenant();
    const { raw, id } = await keyOf(owner, {});
    expect(raw).toMatch(/^rk_live_[A-Za-z0-9]{32}$/);
    const digest = createHash('sha256').update(raw).digest();
    const stored = await app.db.selectFrom('key_directory').selectAll().where('key_id', '=', id).execute();
    expect(stored.map((row) => row.digest.equals(digest))).toEqual([true]);
    const row = await app.db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.key_prefix).toBe(raw.slice(0, 12));
    expect(JSON.stringify(row)).not.toContain(raw.slice(12));
  });

  it('RT-3, RF-5: is shown at creation and never again', async () => {
    const owner = await app.tenant();
    const created = await owner.post('/api-keys', { name: 'Production pipeline' });
    expect(created.body).toMatchObject({
      name: 'Production pipeline',
      is_active: true,
      last_used_at: null,
      key_prefix: created.body.raw_key.slice(0, 12),
    });
    const { text } = await owner.get(`/api-keys/${created.body.id}`);
    const list = await owner.get('/api-keys');
    expect(text + list.text).not.toContain(created.body.raw_key);
  });

  it.each([
    ['RT-4', 'rt_{env}_{base62:32}', /^rt_live_[A-Za-z0-9]{32}$/],
    ['RF-2', 'rg_{hex:40}', /^rg_[0-9a-f]{40}$/],
  ])('%s: the format is a setting: %s', async (_id, format, pattern) => {
    const other = await startTestApp({ KEY_FORMAT: format });
    const owner = await other.tenant();
    expect(owner.key).toMatch(pattern);
    expect((await owner.get('/auth/me')).status).toBe(200);
    await other.close();
  });

  it('test keys are told from live ones', async () => {
    const owner = await app.tenant();
    const { raw, client } = await keyOf(owner, { environment: 'test' });
    expect(raw).toMatch(/^rk_test_/);
    expect((await client.get('/auth/me')).body.key.environment).toBe('test');
  });
});

describe('authentication', () => {
  it('RF-1, RT-5, RX-6: takes the key as Bearer or X-Api-Key, on any route', async () => {
    const owner = await app.tenant();
    const anonymous = app.client();
    const bearer = await anonymous.get('/projects', { authorization: `Bearer ${owner.key}` });
    const header = await anonymous.get('/projects', { 'x-api-key': owner.key ?? '' });
    expect([bearer.status, header.status]).toEqual([200, 200]);
  });

  it('RV-7, RT-8: answers 401 with one body for a missing, malformed, unknown, expired or revoked key', async () => {
    const owner = await app.tenant();
    const expired = await keyOf(owner, { expires_at: new Date(clock.now().getTime() + 60_000).toISOString() });
    const revoked = await keyOf(owner, {});
    await owner.delete(`/api-keys/${revoked.id}`);
    clock.advance(61);
    const made = `rk_live_${'a'.repeat(32)}`;
    const clients = [undefined, 'x', "' OR '1'='1", made, expired.raw, revoked.raw].map((key) => app.client(key));
    for (const client of clients) {
      const { status, body, headers } = await client.get('/auth/me');
      expect(status, client.key).toBe(401);
      expect(body).toMatchObject(UNAUTHORIZED);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="ragkeep"');
    }
  });

  it('RV-8, RT-8: answers 403 naming the scope that lacks', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(owner, { scopes: ['ingest'] });
    const { status, body } = await client.get('/projects');
    expect(status).toBe(403);
    expect(body).toMatchObject({
      error: 'Forbidden',
      message: 'API key lacks required scope: projects:read',
      details: { required_scope: 'projects:read' },
      detail: { message: 'API key lacks required scope: projects:read', required_scope: 'projects:read' },
    });
  });

  it('refuses two credentials, also one header sent twice', async () => {
    const owner = await app.tenant();
    const { status, body } = await owner.get('/auth/me', { 'x-api-key': owner.key ?? '' });
    expect([status, body.code]).toEqual([400, 'duplicate_credentials']);
    const twice = await app.http.inject({
      url: '/api/v1/auth/me',
      headers: { 'x-api-key': [owner.key ?? '', owner.key ?? ''] },
    });
    expect(twice.statusCode).toBe(400);
  });

  it('never takes the good credential beside a bad one', async () => {
    const owner = await app.tenant();
    const { status } = await app.client('nonsense').get('/auth/me', { 'x-api-key': owner.key ?? '' });
    expect(status).toBe(400);
  });

  it('never reads a key from the query string, and says nothing of it in the log', async () => {
    const owner = await app.tenant();
    const { status, body } = await app.client().get(`/auth/me?api_key=${owner.key}`);
    expect([status, body.code]).toEqual([400, 'credential_in_query']);
    const hidden = await owner.get(`/projects?cursor=${owner.key}`);
    expect(hidden.body.code).toBe('credential_in_query');
    expect(app.logged()).not.toContain(owner.key);
  });

  it('does not trim or fold the key', async () => {
    const owner = await app.tenant();
    for (const value of [`Bearer  ${owner.key}`, `Bearer ${owner.key?.toUpperCase()}`, `${owner.key}`]) {
      expect((await app.client().get('/auth/me', { authorization: value })).status).toBe(401);
    }
  });
});

describe('scopes', () => {
  it('RV-4: a further key has the narrower scopes it was given', async () => {
    const owner = await app.tenant();
    const scopes = ['memory:read', 'users:read', 'conversations:read'];
    const { client } = await keyOf(owner, { name: 'Read-Only Key', scopes });
    expect((await client.get('/auth/me')).body.scopes.sort()).toEqual([...scopes].sort());
    expect((await client.post('/projects', { name: 'x' })).status).toBe(403);
  });

  it('without scopes a key gets its maker’s, less tenant, keys and members', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(owner, {});
    const { scopes } = (await client.get('/auth/me')).body;
    expect(scopes).toContain('query');
    expect(scopes.filter((scope: string) => /^(tenant|keys|members):/.test(scope))).toEqual([]);
  });

  it('a key cannot grant what it does not hold', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(owner, { scopes: ['keys:write', 'query'] });
    const { status, body } = await client.post('/api-keys', { name: 'x', scopes: ['query', 'ingest'] });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'scope_not_held', details: { scopes: ['ingest'] } });
  });

  it('a key cannot see the secret of one that holds more, by rotating it', async () => {
    const owner = await app.tenant();
    const { id } = (await owner.get('/auth/me')).body.key;
    const { client } = await keyOf(owner, { scopes: ['keys:write'] });
    expect((await client.post(`/api-keys/${id}/rotate`)).body.code).toBe('scope_not_held');
  });

  it('a change only narrows', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(owner, { scopes: ['query', 'ingest'] });
    const wider = await owner.patch(`/api-keys/${id}`, { scopes: ['query', 'projects:write'] });
    expect(wider.body.code).toBe('scope_not_held');
    const narrower = await owner.patch(`/api-keys/${id}`, { scopes: ['query'], name: 'Renamed' });
    expect(narrower.body).toMatchObject({ scopes: ['query'], name: 'Renamed' });
    expect((await client.get('/auth/me')).body.scopes).toEqual(['query']);
  });
});

describe('life of a key', () => {
  it('RF-6: lists keys with the time of their last use; DELETE revokes with 204', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(owner, {});
    await client.get('/auth/me');
    await app.flush();
    const listed = await owner.get('/api-keys');
    expect(listed.body.data.find((key: { id: string }) => key.id === id).last_used_at).toBe(clock.now().toISOString());
    expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
    expect((await owner.get(`/api-keys/${id}`)).body).toMatchObject({ is_active: false });
  });

  it('RF-7: a revoked key gets 401 on the very next request', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(owner, {});
    expect((await client.get('/auth/me')).status).toBe(200);
    await owner.delete(`/api-keys/${id}`);
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  it('RT-10: one key is revoked without touching the others', async () => {
    const owner = await app.tenant();
    const [one, two] = [await keyOf(owner, {}), await keyOf(owner, {})];
    await owner.delete(`/api-keys/${one.id}`);
    expect((await two.client.get('/auth/me')).status).toBe(200);
  });

  it('RT-10: rotation gives a new secret under the same id; the old one lives through the grace and no longer', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(owner, { scopes: ['query'], environment: 'test' });
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
    const { id, client } = await keyOf(owner, {});
    await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 10 });
    await owner.post(`/api-keys/${id}/rotate`, { grace_seconds: 1000 });
    clock.advance(11);
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  it('rotation without grace ends the old secret at once; revocation ends all of them', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(owner, {});
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
    const { id, client } = await keyOf(owner, { expires_at: at(100) });
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
    const { client } = await keyOf(owner, { project_ids: [a.id] });
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
    const { client } = await keyOf(owner, { scopes: ['keys:write', 'query'], project_ids: [a.id] });
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
    const { client } = await keyOf(owner, { project_ids: [a.id] });
    await owner.delete(`/projects/${a.id}`);
    expect((await client.get('/auth/me')).status).toBe(401);
  });
});

it('deleting the tenant ends its keys', async () => {
  const owner = await app.tenant();
  const { client } = await keyOf(owner, {});
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
