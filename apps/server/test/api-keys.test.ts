import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { keyOf } from './keys.ts';

const UNAUTHORIZED = { error: 'Unauthorized', message: 'Missing or invalid API key', code: 'unauthorized' };

let app: TestApp;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({ KEY_FORMATS_ACCEPTED: 'rt_{env}_{base62:32},rg_{hex:40}' }, { clock });
});
afterAll(() => app.close());

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
    const { raw, id } = await keyOf(app, owner);
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
    const { raw, client } = await keyOf(app, owner, { environment: 'test' });
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
    const expired = await keyOf(app, owner, { expires_at: new Date(clock.now().getTime() + 60_000).toISOString() });
    const revoked = await keyOf(app, owner);
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
    const { client } = await keyOf(app, owner, { scopes: ['ingest'] });
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
    const { client } = await keyOf(app, owner, { name: 'Read-Only Key', scopes });
    expect((await client.get('/auth/me')).body.scopes.sort()).toEqual([...scopes].sort());
    expect((await client.post('/projects', { name: 'x' })).status).toBe(403);
  });

  it('without scopes a key gets its maker’s, less tenant, keys and members', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(app, owner);
    const { scopes } = (await client.get('/auth/me')).body;
    expect(scopes).toContain('query');
    expect(scopes.filter((scope: string) => /^(tenant|keys|members):/.test(scope))).toEqual([]);
  });

  it('a key cannot grant what it does not hold', async () => {
    const owner = await app.tenant();
    const { client } = await keyOf(app, owner, { scopes: ['keys:write', 'query'] });
    const { status, body } = await client.post('/api-keys', { name: 'x', scopes: ['query', 'ingest'] });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'scope_not_held', details: { scopes: ['ingest'] } });
  });

  it('a key cannot see the secret of one that holds more, by rotating it', async () => {
    const owner = await app.tenant();
    const { id } = (await owner.get('/auth/me')).body.key;
    const { client } = await keyOf(app, owner, { scopes: ['keys:write'] });
    expect((await client.post(`/api-keys/${id}/rotate`)).body.code).toBe('scope_not_held');
  });

  it('a change only narrows', async () => {
    const owner = await app.tenant();
    const { id, client } = await keyOf(app, owner, { scopes: ['query', 'ingest'] });
    const wider = await owner.patch(`/api-keys/${id}`, { scopes: ['query', 'projects:write'] });
    expect(wider.body.code).toBe('scope_not_held');
    const narrower = await owner.patch(`/api-keys/${id}`, { scopes: ['query'], name: 'Renamed' });
    expect(narrower.body).toMatchObject({ scopes: ['query'], name: 'Renamed' });
    expect((await client.get('/auth/me')).body.scopes).toEqual(['query']);
  });
});
