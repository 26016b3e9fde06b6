import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

// The requests of the five documents as they print them, sent by curl and a shell. Only base URL, credential and ids are put in.

const run = promisify(execFile);

let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };
beforeAll(async () => {
  app = await startTestApp({ KEY_FORMATS_ACCEPTED: 'rt_{env}_{base62:32},rg_{hex:40}' });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Assistant' })).body;
});
afterAll(() => app.close());

interface Printed {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes
  body: any;
}

async function curl(command: string, values: Record<string, string>): Promise<Printed> {
  const filled = Object.entries(values).reduce((text, [from, to]) => text.replaceAll(from, to), command);
  const script = filled.replace(/^curl/, `curl -s -w '\\n%{http_code}'`);
  const { stdout } = await run('bash', ['-euc', script]);
  const [status = '', ...lines] = stdout.split('\n').reverse();
  const text = lines.reverse().join('\n');
  return { status: Number(status), body: text === '' ? undefined : JSON.parse(text) };
}

describe('Ragtime', () => {
  const ingest = `curl -X POST https://your-ragtime-instance.com/api/v1/projects/{projectId}/ingest -H "Authorization: Bearer rt_live_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345" -H "Content-Type: application/json" -d '{"url": "https://example.com/doc.pdf"}'`;
  const values = (key: string) => ({
    'https://your-ragtime-instance.com': app.url,
    '{projectId}': project.id,
    rt_live_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345: key,
  });

  it('RT-2, RT-5, RT-6: a key with a name, one scope and one project starts an ingest', async () => {
    const key = { name: 'Nightly import', scopes: ['ingest'], project_ids: [project.id] };
    const { body } = await owner.post('/api-keys', key);
    expect(body).toMatchObject(key);
    const answer = await curl(ingest, values(body.raw_key));
    expect(answer.status).toBe(202);
    expect(answer.body.job.project_id).toBe(project.id);
  });

  it('RT-8: 401 for the key of the document itself, 403 without the scope', async () => {
    const documented = { 'https://your-ragtime-instance.com': app.url, '{projectId}': project.id };
    expect((await curl(ingest, documented)).status).toBe(401);
    const { body } = await owner.post('/api-keys', { name: 'Analytics', scopes: ['analytics:read'] });
    expect((await curl(ingest, values(body.raw_key))).status).toBe(403);
  });

  it.each([
    ['Bearer Auth', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['Header Auth', (key: string) => ({ 'x-api-key': key })],
    ['Header Auth named Authorization', (key: string) => ({ Authorization: `Bearer ${key}` })],
  ])('RT-9: n8n’s HTTP Request node with %s', async (_name, headers) => {
    const { body } = await owner.post('/api-keys', { name: 'n8n', scopes: ['ingest'] });
    const response = await fetch(`${app.url}/api/v1/projects/${project.id}/ingest`, {
      method: 'POST',
      // What the node sends besides, as of axios.
      headers: {
        accept:
          'application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7',
        'content-type': 'application/json',
        'user-agent': 'axios/1.8.3',
        ...headers(body.raw_key),
      },
      body: JSON.stringify({ text: 'Sent by a workflow.', title: 'Workflow' }),
    });
    expect(response.status).toBe(202);
  });
});

describe('Raven', () => {
  it('RV-1, RV-5: registers, and lists users with the key it got', async () => {
    const registered = await curl(
      `curl -X POST http://localhost:3000/api/v1/tenants \\
-H "Content-Type: application/json" \\
-d '{
"name": "My AI App",
"email": "dev@example.com"
}'`,
      { 'http://localhost:3000': app.url },
    );
    expect(registered.status).toBe(201);
    expect(registered.body.message).toBe('Save your API key securely. It will not be shown again.');
    const users = await curl(
      `curl -X GET http://localhost:3000/api/v1/users \\
-H "Authorization: Bearer rk_live_xxxxxxxxxxxx"`,
      { 'http://localhost:3000': app.url, rk_live_xxxxxxxxxxxx: registered.body.api_key },
    );
    expect(users).toEqual({ status: 200, body: { data: [], next_cursor: null } });
  });

  it('RV-4, RV-8: makes a read-only key, which is refused what it lacks', async () => {
    const made = await curl(
      `curl -X POST http://localhost:3000/api/v1/api-keys \\
-H "Authorization: Bearer rk_live_xxxxxxxxxxxx" \\
-H "Content-Type: application/json" \\
-d '{
"name": "Read-Only Key",
"scopes": ["memory:read", "users:read", "conversations:read"]
}'`,
      { 'http://localhost:3000': app.url, rk_live_xxxxxxxxxxxx: owner.key ?? '' },
    );
    expect(made.status).toBe(201);
    expect(made.body.scopes).toEqual(['memory:read', 'users:read', 'conversations:read']);
    const refused = await app.client(made.body.raw_key).post('/users', { name: 'x' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      error: 'Forbidden',
      message: 'API key lacks required scope: users:write',
    });
  });

  it('RV-7: 401 with the documented body', async () => {
    const { status, body } = await curl(
      `curl -X GET http://localhost:3000/api/v1/users -H "Authorization: Bearer rk_live_xxxxxxxxxxxx"`,
      { 'http://localhost:3000': app.url },
    );
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'Unauthorized', message: 'Missing or invalid API key' });
  });
});

describe('RAG Chats', () => {
  const base = () => ({ 'https://api.ragchats.ai/api': `${app.url}/api/v1` });

  it('RC-1, RC-2, RC-3, RC-5, RC-8: logs in, reads agents, refreshes, logs out', async () => {
    const user = { email: 'user@example.com', password: 'correct horse battery' };
    await app.client().post('/auth/register', { ...user, firstName: 'John', lastName: 'Doe' });
    const login = await curl(
      `curl -X POST https://api.ragchats.ai/api/auth/login/ -H "Content-Type: application/json" -d '${JSON.stringify(user)}'`,
      base(),
    );
    expect(login.status).toBe(200);
    expect(Object.keys(login.body)).toEqual(['access', 'refresh', 'user']);
    expect(login.body.user).toMatchObject({ email: 'user@example.com', firstName: 'John', lastName: 'Doe' });
    expect(login.body.access).toMatch(/^eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9\./);
    expect(login.body.refresh).toMatch(/^eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9\./);

    const agents = `curl https://api.ragchats.ai/api/agents/ -H "Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..."`;
    const token = (access: string) => ({ ...base(), 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...': access });
    expect((await curl(agents, token(login.body.access))).status).toBe(200);

    const refreshed = await curl(
      `curl -X POST https://api.ragchats.ai/api/auth/token/refresh/ \\
  -H "Content-Type: application/json" \\
  -d '{
    "refresh": "your_refresh_token"
  }'`,
      { ...base(), your_refresh_token: login.body.refresh },
    );
    expect(refreshed.status).toBe(200);
    expect(Object.keys(refreshed.body)).toEqual(['access']);
    expect((await curl(agents, token(refreshed.body.access))).status).toBe(200);

    const logout = await curl(
      `curl -X POST https://api.ragchats.ai/api/auth/logout/ -H "Authorization: Bearer your_access_token"`,
      { ...base(), your_access_token: login.body.access },
    );
    expect(logout.status).toBe(204);
    for (const ended of [login.body.access, refreshed.body.access]) {
      expect((await curl(agents, token(ended))).status).toBe(401);
    }
  });

  it('RC-7: asks an agent with a key', async () => {
    const { status, body } = await curl(
      `curl -X POST https://api.ragchats.ai/api/agents/BOT_ID/query/ \\
  -H "Authorization: Bearer YOUR_API_KEY_HERE" \\
  -H "Content-Type: application/json" \\
  -d '{"message": "Hello"}'`,
      { ...base(), BOT_ID: project.agent_id, YOUR_API_KEY_HERE: owner.key ?? '' },
    );
    expect(status).toBe(200);
    expect(typeof body.answer).toBe('string');
  });
});

describe('Ragify', () => {
  const base = () => ({ 'https://api.ragify.it': `${app.url}/api/v1` });

  it('RF-1, RF-3, RF-5, RF-6, RF-7: asks who it is, makes, lists and revokes a key', async () => {
    const existing = owner.key ?? '';
    const me = await curl(
      `curl https://api.ragify.it/auth/me \\
  -H "X-Api-Key: rg_your_key_here"`,
      { ...base(), rg_your_key_here: existing },
    );
    expect(me.status).toBe(200);
    expect(me.body.type).toBe('key');

    const made = await curl(
      `curl -X POST https://api.ragify.it/api-keys \\
  -H "X-Api-Key: rg_existing_key" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"Production pipeline"}'`,
      { ...base(), rg_existing_key: existing },
    );
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Production pipeline', is_active: true, last_used_at: null });
    expect(made.body.raw_key.startsWith(made.body.key_prefix)).toBe(true);

    const listed = await curl(`curl https://api.ragify.it/api-keys \\\n  -H "X-Api-Key: rg_..."`, {
      ...base(),
      'rg_...': existing,
    });
    expect(listed.body.data.map((key: { id: string }) => key.id)).toContain(made.body.id);
    expect(JSON.stringify(listed.body)).not.toContain('raw_key');

    const revoked = await curl(`curl -X DELETE https://api.ragify.it/api-keys/{key_id} \\\n  -H "X-Api-Key: rg_..."`, {
      ...base(),
      '{key_id}': made.body.id,
      'rg_...': existing,
    });
    expect(revoked).toEqual({ status: 204, body: undefined });
    expect((await app.client(made.body.raw_key).get('/auth/me')).status).toBe(401);
  });

  it.each([
    ['pro', 3],
    ['business', 10],
  ])('RF-2: %s has up to %i active keys, however many ask at once', async (plan, allowed) => {
    const limited = await startTestApp({ KEY_FORMAT: 'rg_{hex:40}', DEFAULT_PLAN: plan });
    const first = await limited.tenant();
    expect(first.key).toMatch(/^rg_[0-9a-f]{40}$/);
    const asked = await Promise.all(Array.from({ length: 20 }, () => first.post('/api-keys', { name: 'one more' })));
    const made = asked.filter(({ status }) => status === 201);
    expect(made.length).toBe(allowed - 1);
    const refused = asked.find(({ status }) => status !== 201);
    expect(refused?.status).toBe(403);
    expect(refused?.body).toMatchObject({
      code: 'plan_limit',
      details: { plan, limit: 'active keys', allowed, used: allowed },
    });
    expect((await first.get('/auth/me')).body).toMatchObject({
      plan: { name: plan, active_keys: allowed },
      usage: { active_keys: allowed },
    });
    await first.delete(`/api-keys/${made[0]?.body.id}`);
    expect((await first.post('/api-keys', { name: 'in its place' })).status).toBe(201);
    await limited.close();
  });
});

describe('RealTimeX', () => {
  it('RX-1, RX-2: the reference is at /api/docs; a key says who made it and when, and ends for good', async () => {
    expect((await fetch(`${app.url}/api/docs`)).headers.get('content-type')).toContain('text/html');
    const maker = (await owner.get('/auth/me')).body.key;
    const { body } = await owner.post('/api-keys', { name: 'Automation' });
    expect(body.created_by).toEqual({ type: 'key', id: maker.id });
    expect(Date.parse(body.created_at)).not.toBeNaN();
    const ended = await owner.patch(`/api-keys/${body.id}`, { is_active: false });
    expect(ended.body).toMatchObject({ is_active: false });
    expect((await app.client(body.raw_key).get('/auth/me')).status).toBe(401);
    expect((await owner.patch(`/api-keys/${body.id}`, { name: 'again' })).body.code).toBe('key_inactive');
  });
});
