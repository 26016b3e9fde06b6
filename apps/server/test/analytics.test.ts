import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Principal } from '../src/access/principal.ts';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createUsageCounts, deleteOldCounts } from '../src/features/analytics/index.ts';
import { createPackagedEncoder } from '../src/platform/embedding/index.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { type ChatEndpoint, says, startChatEndpoint } from '../src/platform/llm/chat-endpoint.testing.ts';
import { createLog } from '../src/platform/log.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { Client } from './client.ts';
import { testDatabase } from './database.ts';
import { keyOf } from './keys.ts';
import { addMember } from './people.ts';
import { openEvents } from './support/event-stream.ts';
import { connectMcp } from './support/mcp.ts';
import { upload } from './support/upload.ts';
import { tinyPdf } from './tiny-pdf.ts';

const FERRY = 'The ferry leaves at seven in the morning from pier four. The crossing takes forty minutes.';
const FERRY_QUESTION = 'When does the ferry leave?';

let upstream: ChatEndpoint;
let app: TestApp;
let owner: Client;
let harbour: { id: string; slug: string; agent_id: string };
/** Without documents, so that nothing is answered. */
let empty: { id: string; slug: string; agent_id: string };
const clock = testClock('2026-03-10T12:00:00Z');

beforeAll(async () => {
  upstream = await startChatEndpoint(says('At seven [1].'));
  app = await startTestApp({ LLM_BASE_URL: upstream.baseUrl, LLM_MODEL: 'tiny' }, { clock });
  owner = await app.tenant();
  harbour = (await owner.post('/projects', { name: 'Harbour' })).body;
  empty = (await owner.post('/projects', { name: 'Empty' })).body;
  await owner.ingest(harbour.id, { text: FERRY });
});
afterAll(async () => {
  await app.close();
  await upstream.close();
});

/** What is counted up to now. */
async function usage(query: string, client = owner) {
  await app.flush();
  const { status, body, text } = await client.get(`/analytics/usage?${query}`);
  expect(status, text).toBe(200);
  return body;
}

const ask = (client: Client, agentId: string, more: object = {}) =>
  client.post(`/agents/${agentId}/query`, { message: FERRY_QUESTION, ...more });

describe('what is counted', () => {
  it('RT-7: requests by route and status, searches, questions, tokens and latencies, each under its project', async () => {
    const scopes = ['query', 'projects:read', 'jobs:read'];
    const { id: key, client } = await keyOf(app, owner, { scopes });
    for (const ref of [harbour.id, harbour.slug]) await client.post(`/projects/${ref}/search`, { query: 'ferry' });
    await client.post(`/workspaces/${harbour.slug}/search`, { query: 'ferry' });
    expect((await client.post(`/projects/${harbour.id}/search`, { query: '' })).status).toBe(400);
    expect((await client.get(`/projects/${uuidv7()}`)).status).toBe(404);
    expect((await client.post('/projects', { name: 'x' })).status).toBe(403);
    const answered = (await ask(client, harbour.agent_id)).body;
    const streamed = { message: FERRY_QUESTION, stream: true };
    await (await openEvents(client, `/agents/${empty.agent_id}/query`, streamed)).rest();
    const chat = { model: harbour.slug, messages: [{ role: 'user', content: FERRY_QUESTION }] };
    expect((await client.post('/openai/chat/completions', chat)).status).toBe(200);

    const byRoute = await usage(`group_by=route&key_id=${key}`);
    const shown = byRoute.data.map((row: Record<string, number>) => [row.route, row.requests, row.errors]);
    expect(shown.sort()).toEqual([
      ['GET /api/v1/projects/:project', 1, 1],
      ['POST /api/v1/agents/:id/query', 2, 0],
      ['POST /api/v1/openai/chat/completions', 1, 0],
      ['POST /api/v1/projects', 1, 1],
      ['POST /api/v1/projects/:project/search', 3, 1],
      ['POST /api/v1/workspaces/:project/search', 1, 0],
    ]);
    const { prompt_tokens, completion_tokens } = answered.usage;
    expect(prompt_tokens).toBeGreaterThan(0);
    expect(byRoute.totals).toMatchObject({
      requests: 9,
      statuses: { '2xx': 6, '3xx': 0, '4xx': 3, '5xx': 0 },
      errors: 3,
      searches: 3,
      queries: 3,
      unanswered: 1,
      tokens: { prompt: 2 * prompt_tokens, completion: 2 * completion_tokens },
    });
    const { p50, p95, p99 } = byRoute.totals.latency_ms;
    expect(p50).toBeGreaterThan(0);
    expect([p50, p95, p99].toSorted((a, b) => a - b)).toEqual([p50, p95, p99]);

    const { data } = await usage(`group_by=project&key_id=${key}`);
    const counts = ({ project, requests, searches, queries, unanswered }: Record<string, unknown>) => {
      return { project, requests, searches, queries, unanswered };
    };
    expect(data.map(counts)).toEqual([
      { project: { id: harbour.id, name: 'Harbour' }, requests: 5, searches: 3, queries: 2, unanswered: 0 },
      { project: null, requests: 3, searches: 0, queries: 0, unanswered: 0 },
      { project: { id: empty.id, name: 'Empty' }, requests: 1, searches: 0, queries: 1, unanswered: 1 },
    ]);
    const agents = await usage(`group_by=agent&key_id=${key}&project_id=${empty.id}`);
    expect(agents.data).toMatchObject([{ agent: { id: empty.agent_id, name: 'Assistant' }, requests: 1, queries: 1 }]);
  });

  it('RT-7: what comes by MCP, and pages and evaluations, which have no caller', async () => {
    const { id: key, client } = await keyOf(app, owner, { scopes: ['query'] });
    const mcp = await connectMcp(client);
    await mcp.callTool({ name: 'search', arguments: { query: 'ferry', project: 'harbour' } });
    await mcp.close();
    const { data } = await usage(`group_by=route&key_id=${key}&project_id=${harbour.id}`);
    expect(data).toMatchObject([{ route: 'POST /mcp', requests: 1, searches: 1 }]);

    const tokens = (await usage(`group_by=key&project_id=${harbour.id}`)).totals.tokens.completion;
    const questions = [{ question: FERRY_QUESTION }];
    const pdf = upload(tinyPdf(['The ferry leaves at seven.', 'It has a bar.']), 'ferry.pdf', {
      project_id: harbour.id,
    });
    await owner.settled((await owner.post('/jobs', pdf)).body.id);
    const { id } = (await owner.post(`/projects/${harbour.id}/evaluations`, { questions })).body;
    const path = `/projects/${harbour.id}/evaluations/${id}`;
    for (let status = 'queued'; status !== 'succeeded'; ) status = (await owner.get(path)).body.status;
    const after = await usage(`group_by=key&project_id=${harbour.id}`);
    const work = after.data.find(({ key }: { key: unknown }) => key === null);
    expect(work).toMatchObject({ requests: 0, queries: 0, pages: 2, latency_ms: null });
    expect(work.tokens.completion).toBe(after.totals.tokens.completion - tokens);
    expect(work.tokens.completion).toBeGreaterThan(0);
  });

  it('of a key that is gone, or a project, the id stays', async () => {
    const { id: project } = (await owner.post('/projects', { name: 'Short-lived' })).body;
    await owner.delete(`/projects/${project}`);
    const { data } = await usage(`group_by=project&project_id=${project}`);
    expect(data).toMatchObject([{ project: { id: project, name: null }, requests: 2 }]);
  });
});

describe('GET /analytics/usage', () => {
  it('RT-7: gives every day of a period, by default the last 30', async () => {
    const { id, client } = await keyOf(app, owner, { scopes: ['query', 'projects:read'] });
    await client.get('/projects');
    clock.advance(2 * 24 * 3600);
    for (let n = 0; n < 3; n++) await client.get('/projects');
    const { from, to, data, totals } = await usage(`key_id=${id}`);
    expect([from, to, data.length, totals.requests]).toEqual(['2026-02-11', '2026-03-12', 30, 4]);
    const days = data.slice(-4).map(({ day, requests }: Record<string, unknown>) => [day, requests]);
    expect(days).toEqual([
      ['2026-03-09', 0],
      ['2026-03-10', 1],
      ['2026-03-11', 0],
      ['2026-03-12', 3],
    ]);
    const narrow = await usage(`key_id=${id}&from=2026-03-11&to=2026-03-12`);
    expect([narrow.data.length, narrow.totals.requests]).toEqual([2, 3]);
  });

  it.each([
    'from=2026-03-02&to=2026-03-01',
    'from=2024-01-01&to=2026-03-01',
    'from=0001-01-01&to=0001-01-02',
    'from=yesterday',
    'from=2026-02-30',
    'group_by=tenant',
    'format=xml',
    'key_id=x',
  ])('400: %s', async (query) => {
    expect((await owner.get(`/analytics/usage?${query}`)).status).toBe(400);
  });

  it('RT-7: as CSV it is a file that no spreadsheet takes for formulas', async () => {
    const { id, client } = await keyOf(app, owner, { name: '=HYPERLINK("x")', scopes: ['projects:read'] });
    await client.get('/projects');
    await app.flush();
    const path = `/api/v1/analytics/usage?group_by=key&key_id=${id}&format=csv`;
    const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${owner.key}` } });
    const [text, { headers }] = [await response.text(), response];
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('filename="usage-2026-02-11-2026-03-12.csv"');
    const [head, row, end, ...none] = text.split('\r\n');
    expect([end, none]).toEqual(['', []]);
    expect(head).toMatch(/^key_type,key_id,key_name,requests,requests_2xx,.*,latency_p99_ms$/);
    expect(row).toMatch(new RegExp(`^key,${id},"'=HYPERLINK\\(""x""\\)",1,1,0,`));
  });

  it('RT-7: takes `analytics:read`, and shows no more than the credential reaches', async () => {
    const scopes = ['analytics:read', 'query'];
    await ask(owner, harbour.agent_id);
    await ask(owner, empty.agent_id);
    const inProject = (await keyOf(app, owner, { scopes, project_ids: [empty.id] })).client;
    const ofAgent = (await keyOf(app, owner, { scopes, agent_ids: [empty.agent_id] })).client;
    const idsOf = async (client: Client, by: 'project' | 'agent') =>
      (await usage(`group_by=${by}`, client)).data.map((row: Record<string, { id: string } | null>) => row[by]?.id);
    expect(await idsOf(owner, 'project')).toEqual(expect.arrayContaining([harbour.id, empty.id, undefined]));
    expect(await idsOf(inProject, 'project')).toEqual([empty.id]);
    expect(await idsOf(ofAgent, 'agent')).toEqual([empty.agent_id]);
    expect((await usage(`project_id=${harbour.id}`, inProject)).totals.requests).toBe(0);
    expect((await inProject.get(`/projects/${harbour.id}/analytics`)).status).toBe(404);
    const { totals } = await usage(`project_id=${empty.id}`, inProject);
    expect(totals.requests).toBeGreaterThan(0);
    expect((await inProject.get(`/projects/${empty.slug}/analytics?group_by=route`)).body.totals).toEqual(totals);

    const without = (await keyOf(app, owner, { scopes: ['query', 'projects:write'] })).client;
    expect((await without.get('/analytics/usage')).body.details.required_scope).toBe('analytics:read');
    const viewer = await addMember(app, owner, 'viewer');
    expect((await viewer.client.get('/analytics/usage')).status).toBe(200);
    const stranger = await app.tenant();
    expect((await usage(`project_id=${harbour.id}`, stranger)).totals.requests).toBe(0);
    expect((await stranger.get(`/projects/${harbour.id}/analytics`)).status).toBe(404);
  });
});

describe('unanswered questions', () => {
  const unanswered = async (query = '', client = owner) =>
    (await client.get(`/projects/${empty.slug}/analytics/unanswered${query}`)).body;

  it('RT-7: are listed as long as their conversations are kept, and vanish with their user', async () => {
    const messages = ['Is there a night ferry?', 'Is there a bicycle rack?', 'Is there a pool?'];
    await ask(owner, empty.agent_id, { message: 'Nobody keeps this', store: false });
    const [first, second] = await Promise.all(
      messages.map(async (message) => (await ask(owner, empty.agent_id, { message, user_id: 'ada' })).body),
    );
    await ask(owner, empty.agent_id, {
      message: 'Is there a lift?',
      conversation_id: second.conversation_id,
      user_id: 'ada',
    });
    await ask(owner, empty.agent_id, { message: 'Is there a bar?', user_id: 'eve' });
    const { data } = await unanswered();
    const texts = data.map(({ question }: { question: string }) => question);
    expect(texts).toEqual(expect.arrayContaining([...messages, 'Is there a lift?', 'Is there a bar?']));
    expect(texts.slice(0, 2)).toEqual(['Is there a bar?', 'Is there a lift?']);
    expect(texts).not.toContain('Nobody keeps this');
    expect(data.find(({ id }: { id: string }) => id === first.message_id)).toMatchObject({
      question: messages[0],
      agent_id: empty.agent_id,
      conversation_id: first.conversation_id,
      asked_at: clock.now().toISOString(),
    });
    const page = await unanswered('?limit=2');
    expect((await unanswered(`?limit=1&cursor=${page.next_cursor}`)).data).toEqual(data.slice(2, 3));
    expect((await unanswered(`?agent_id=${harbour.agent_id}`)).data).toEqual([]);

    await owner.delete(`/conversations/${first.conversation_id}`);
    const left = (await unanswered()).data.map(({ question }: { question: string }) => question);
    expect(left).not.toContain(messages[0]);
    await owner.delete(`/users/${(await owner.get('/users?external_id=ada')).body.data[0].id}`);
    const rest = (await unanswered()).data.map(({ question }: { question: string }) => question);
    expect(rest.filter((text: string) => [...messages, 'Is there a lift?'].includes(text))).toEqual([]);
    expect(rest).toContain('Is there a bar?');
  });

  it('are what people wrote, and take `conversations:read` as well', async () => {
    const { client } = await keyOf(app, owner, { scopes: ['analytics:read'] });
    const { status, body } = await client.get(`/projects/${empty.id}/analytics/unanswered`);
    expect([status, body.details.required_scope]).toEqual([403, 'conversations:read']);
  });
});

describe('writing', () => {
  const principalOf = (tenantId: string): Principal => ({
    ...{ type: 'key', id: uuidv7(), tenantId, scopes: [], projectIds: null, agentIds: null, memberId: null },
    ...{ role: null, sessionId: null, derivedFor: null, filter: null, address: '127.0.0.1' },
  });
  const tenantIdOf = async (client: Client): Promise<string> => (await client.get('/tenant')).body.id;

  it('RT-7: several processes add up', async () => {
    const principal = principalOf(await tenantIdOf(owner));
    const processes = [1, 2, 3].map(() => createUsageCounts({ db: app.db, clock, log: app.log }));
    for (let round = 0; round < 3; round++) {
      for (const counts of processes) {
        for (const [route, ms] of [
          ['GET /a', 1],
          ['GET /b', 1000],
        ] as const)
          counts.request(principal, route, 200, ms);
      }
      await Promise.all(processes.map((counts) => counts.flush()));
    }
    const { totals, data } = await usage(`group_by=route&key_id=${principal.id}`);
    expect(totals.requests).toBe(18);
    expect(data.map((row: { latency_ms: { p50: number } }) => row.latency_ms.p50 > 30)).toEqual([false, true]);
  });

  it('RT-7: what cannot be written is kept, and written the next time with what came since', async () => {
    const principal = principalOf(await tenantIdOf(owner));
    const counts = createUsageCounts({ db: app.db, clock, log: createLog('silent') });
    counts.request(principal, 'GET /a', 200, 5);
    await sql`ALTER TABLE usage_counts RENAME TO usage_counts_away`.execute(app.db);
    try {
      await counts.flush();
      counts.request(principal, 'GET /a', 500, 700);
    } finally {
      await sql`ALTER TABLE usage_counts_away RENAME TO usage_counts`.execute(app.db);
    }
    expect((await usage(`key_id=${principal.id}`)).totals.requests).toBe(0);
    for (let n = 0; n < 2; n++) await counts.flush();
    const { totals } = await usage(`key_id=${principal.id}`);
    expect(totals).toMatchObject({ requests: 2, statuses: { '2xx': 1, '5xx': 1 } });
    expect(totals.latency_ms.p99).toBeGreaterThan(600);
  });

  it('RT-7: a clean stop loses nothing', async () => {
    const database = await testDatabase();
    const config = readConfig({ DATA_DIR: app.dataDir, LOG_LEVEL: 'silent', RAGKEEP_SECRET: 'a'.repeat(40) });
    const kept = { ...database, close: async () => {} };
    const encoder = await createPackagedEncoder({ modelDir: inject('modelDir') });
    const brief = await createApp(config, { database: kept, encoder, clock });
    const url = await brief.http.listen({ host: '127.0.0.1', port: 0 });
    const { body } = await new Client(url).post('/tenants', { name: 'Brief', email: 'b@example.com' });
    const client = new Client(url, body.api_key);
    await Promise.all(Array.from({ length: 20 }, () => client.get('/projects')));
    await brief.close();
    const { rows } = await sql<{ requests: number }>`
      SELECT requests_2xx AS requests FROM usage_counts WHERE route = 'GET /api/v1/projects'`.execute(database.db);
    await database.close();
    expect(rows).toEqual([{ requests: 20 }]);
  });

  it('days are deleted after their time, and counts of a tenant that is gone are not written', async () => {
    const tenant = await app.tenant();
    await tenant.get('/projects');
    const tenantId = await tenantIdOf(tenant);
    await app.flush();
    const days = async () =>
      (await app.db.selectFrom('usage_counts').where('tenant_id', '=', tenantId).select('route').execute()).length;
    await deleteOldCounts({ db: app.db, clock }, 1);
    expect(await days()).toBeGreaterThan(0);
    clock.advance(2 * 24 * 3600);
    await deleteOldCounts({ db: app.db, clock }, 1);
    expect(await days()).toBe(0);
    await tenant.delete('/tenant');
    await app.flush();
    expect(await days()).toBe(0);
    expect(app.logged()).not.toContain('could not be written');
  });
});
