import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendMessages, deleteExpiredConversations } from '../src/features/conversations/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';

let app: TestApp;
let owner: Client;
let lamps: { id: string; slug: string; agent_id: string };
let horns: typeof lamps;
const clock = testClock();
beforeAll(async () => {
  app = await startTestApp({}, { clock });
  owner = await app.tenant();
  lamps = (await owner.post('/projects', { name: 'Lamps' })).body;
  horns = (await owner.post('/projects', { name: 'Horns' })).body;
});
afterAll(() => app.close());

const say = (content: string, role = 'user') => ({ role, content });
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);
/** Two pages of one list, joined. */
async function pages(client: Client, path: string): Promise<{ id: string; content?: string }[]> {
  const first = (await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=2`)).body;
  const next = `${path}${path.includes('?') ? '&' : '?'}limit=2&cursor=${encodeURIComponent(first.next_cursor)}`;
  return [...first.data, ...(await client.get(next)).body.data];
}

describe('conversations', () => {
  it('are begun, read, changed and deleted', async () => {
    const input = { project_id: lamps.slug, agent_id: lamps.agent_id, user_id: 'ada', metadata: { channel: 'web' } };
    const made = await owner.post('/conversations', { ...input, messages: [say('Where is the lamp?\nI need it.')] });
    expect(made.status, made.text).toBe(201);
    const [user] = (await owner.get('/users?external_id=ada')).body.data;
    expect(made.body).toEqual({
      id: made.body.id,
      project_id: lamps.id,
      agent_id: lamps.agent_id,
      user_id: user.id,
      embed_id: null,
      title: 'Where is the lamp?',
      metadata: { channel: 'web' },
      message_count: 1,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    });
    const path = `/conversations/${made.body.id}`;
    expect((await owner.get(path)).body).toEqual(made.body);
    clock.advance(60);
    const changed = await owner.patch(path, { title: 'Lamps', metadata: {} });
    expect(changed.body).toMatchObject({ title: 'Lamps', metadata: {}, updated_at: clock.now().toISOString() });
    expect((await owner.patch(path, { title: null })).body.title).toBeNull();
    await owner.post(`${path}/messages`, say('And the horn?'));
    expect((await owner.get(path)).body).toMatchObject({ title: 'And the horn?', message_count: 2 });
    expect((await owner.delete(path)).status).toBe(204);
    for (const answer of [
      await owner.get(path),
      await owner.patch(path, {}),
      await owner.delete(path),
      await owner.get(`${path}/messages`),
      await owner.post(`${path}/messages`, say('x')),
      await owner.get(`${path}/export`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
    expect(await app.db.selectFrom('messages').where('conversation_id', '=', made.body.id).execute()).toEqual([]);
  });

  it('may belong to nothing and nobody, and are begun once for one Idempotency-Key', async () => {
    const begin = () => owner.post('/conversations', {}, { 'idempotency-key': 'begin-once' });
    const [first, second] = [await begin(), await begin()];
    expect(first.body).toMatchObject({
      project_id: null,
      agent_id: null,
      user_id: null,
      title: null,
      message_count: 0,
    });
    expect(second.body).toEqual(first.body);
    const add = () => owner.post(`/conversations/${first.body.id}/messages`, say('x'), { 'idempotency-key': 'add' });
    expect((await add()).body).toEqual((await add()).body);
    expect((await owner.get(`/conversations/${first.body.id}`)).body.message_count).toBe(1);
  });

  it('take an agent’s project, and no agent of another', async () => {
    expect((await owner.post('/conversations', { agent_id: horns.agent_id })).body.project_id).toBe(horns.id);
    const strange = await owner.post('/conversations', { agent_id: horns.agent_id, project_id: lamps.id });
    expect([strange.status, strange.body.details.resource]).toEqual([404, 'agent']);
  });

  it.each([
    ['an unknown field', { tenant_id: '01890000-0000-7000-8000-000000000000' }],
    ['a message of nobody', { messages: [say('x', 'owner')] }],
    ['an empty message', { messages: [say('')] }],
    ['a message of over 100,000 characters', { messages: [say('x'.repeat(100_001))] }],
    ['half a character', { messages: [say('\ud800')] }],
    ['NUL', { messages: [say('a\0b')] }],
    ['101 messages', { messages: Array(101).fill(say('x')) }],
    ['a title of two lines', { title: 'a\nb' }],
  ])('are refused with %s: 400', async (_, body) => {
    expect((await owner.post('/conversations', body)).status).toBe(400);
  });

  it('are listed newest first, in pages, by project, agent and user', async () => {
    const tenant = await app.tenant();
    const project = (await tenant.post('/projects', { name: 'P' })).body;
    const made = [];
    for (const body of [
      {},
      { user_id: 'u' },
      { project_id: project.id },
      { agent_id: project.agent_id, user_id: 'u' },
    ]) {
      made.push((await tenant.post('/conversations', body)).body.id);
    }
    const [plain, ofUser, ofProject, ofBoth] = made;
    expect((await pages(tenant, '/conversations')).map(({ id }) => id)).toEqual(made.toReversed());
    const list = async (query: string) => idsOf((await tenant.get(`/conversations?${query}`)).body);
    const [user] = (await tenant.get('/users')).body.data;
    expect(await list('user_id=u')).toEqual([ofBoth, ofUser]);
    expect(await list(`user_id=${user.id}&project_id=${project.id}`)).toEqual([ofBoth]);
    expect(await list(`project_id=${project.id}`)).toEqual([ofBoth, ofProject]);
    expect(await list(`agent_id=${project.agent_id}`)).toEqual([ofBoth]);
    expect(await list('user_id=nobody')).toEqual([]);
    const cursor = (await tenant.get('/conversations?limit=1')).body.next_cursor;
    expect((await tenant.get(`/conversations?user_id=u&cursor=${cursor}`)).body.code).toBe('invalid_cursor');
    expect(plain).toBeTruthy();
  });
});

describe('messages', () => {
  it('are added one or several at a time, and read in either order', async () => {
    const { id } = (
      await owner.post('/conversations', { title: 'Named', messages: [say('Answer shortly.', 'system')] })
    ).body;
    const path = `/conversations/${id}/messages`;
    const one = await owner.post(path, { ...say('Hello'), metadata: { lang: 'en' } });
    expect(one.body).toEqual({
      id: one.body.id,
      ...say('Hello'),
      citations: null,
      mode: null,
      refused: null,
      metadata: { lang: 'en' },
      created_at: clock.now().toISOString(),
    });
    const two = await owner.post(path, { messages: [say('Hi.', 'assistant'), say('How are you?')] });
    expect(two.body.messages.map(({ content }: { content: string }) => content)).toEqual(['Hi.', 'How are you?']);
    const spoken = ['Answer shortly.', 'Hello', 'Hi.', 'How are you?'];
    expect((await pages(owner, path)).map(({ content }) => content)).toEqual(spoken);
    expect((await pages(owner, `${path}?order=desc`)).map(({ content }) => content)).toEqual(spoken.toReversed());
    expect((await owner.get(`/conversations/${id}`)).body).toMatchObject({ title: 'Named', message_count: 4 });
  });

  it('of twenty writers at once follow on one another without gaps, until the conversation is full: 409', async () => {
    const { id } = (await owner.post('/conversations', {})).body;
    const path = `/conversations/${id}/messages`;
    const pair = (n: number) => ({ messages: [say(`${n}`), say(`${n}`, 'assistant')] });
    const added = await Promise.all(Array.from({ length: 20 }, (_, n) => owner.post(path, pair(n))));
    expect(added.map(({ status }) => status)).toEqual(Array(20).fill(201));
    const rows = await app.db
      .selectFrom('messages')
      .select(['ordinal', 'content'])
      .where('conversation_id', '=', id)
      .orderBy('ordinal')
      .execute();
    expect(rows.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    for (let n = 0; n < 40; n += 2) expect(rows[n]?.content).toBe(rows[n + 1]?.content);

    await app.db.updateTable('conversations').set({ message_count: 1999 }).where('id', '=', id).execute();
    const full = await owner.post(path, pair(1));
    expect([full.status, full.body.code, full.body.details]).toEqual([409, 'conversation_full', { limit: 2000 }]);
    expect((await owner.post(path, say('the last'))).status).toBe(201);
    expect((await owner.post(path, say('one more'))).status).toBe(409);
  });
});

describe('an exported conversation', () => {
  const citation = {
    n: 1,
    document: { id: '01890000-0000-7000-8000-000000000000', external_id: null, title: 'Log', url: null, metadata: {} },
    chunk_id: '01890000-0000-7000-8000-000000000001',
    page: 2,
    quote: 'The lamp turns.',
    start: 0,
    end: 15,
  };

  it('is a file with all of it, as JSON and as Markdown', async () => {
    const { id } = (await owner.post('/conversations', { messages: [say('Does “it” turn?')] })).body;
    const { tenant } = (await owner.get('/auth/me')).body;
    const answer = { citations: [citation], mode: 'extractive', refused: false, usage: null, agent_version: 1 };
    await appendMessages({ db: app.db, clock }, tenant.id, id, [
      { role: 'assistant', content: 'Yes. [1]\0', answer: { ...answer, note: 'a\0\ud800' } },
    ]);
    await owner.post(`/conversations/${id}/messages`, { messages: Array(100).fill(say('Again?')) });
    const json = await owner.get(`/conversations/${id}/export`);
    expect(json.headers.get('content-disposition')).toContain('filename="Does _it_ turn?.json"');
    expect({ ...json.body, messages: undefined }).toEqual((await owner.get(`/conversations/${id}`)).body);
    expect(json.body.messages).toHaveLength(102);
    expect(json.body.messages[1]).toMatchObject({
      content: 'Yes. [1]\ufffd',
      citations: [citation],
      mode: 'extractive',
    });

    const markdown = await fetch(`${app.url}/api/v1/conversations/${id}/export?format=markdown`, {
      headers: { authorization: `Bearer ${owner.key}` },
    });
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await markdown.text();
    expect(text).toMatch(/^# Does “it” turn\?\n\n## User, 2026-\S+\n\nDoes “it” turn\?\n\n## Assistant/);
    expect(text).toContain('\n[1] Log, page 2');
  });
});

describe('retention', () => {
  it('deletes conversations the tenant’s number of days after their last message, and nobody else’s', async () => {
    const [brief, patient] = [await app.tenant(), await app.tenant()];
    const body = { recoverable_keys: false, conversation_days: 30 };
    expect((await brief.get('/tenant')).body.conversation_days).toBeNull();
    expect((await brief.patch('/tenant', body)).body.conversation_days).toBe(30);
    for (const days of [0, 3651, 1.5]) {
      expect((await brief.patch('/tenant', { conversation_days: days })).status).toBe(400);
    }
    const begin = async (client: Client) =>
      (await client.post('/conversations', { messages: [say('x')] })).body.id as string;
    const [old, busy, kept] = [await begin(brief), await begin(brief), await begin(patient)];
    clock.advance(29 * 86_400);
    await brief.post(`/conversations/${busy}/messages`, say('still here'));
    clock.advance(86_400);
    await deleteExpiredConversations(app.db, clock.now());
    expect((await brief.get(`/conversations/${old}`)).status).toBe(200);
    clock.advance(1);
    await deleteExpiredConversations(app.db, clock.now());
    expect((await brief.get(`/conversations/${old}`)).status).toBe(404);
    expect(await app.db.selectFrom('messages').where('conversation_id', '=', old).execute()).toEqual([]);
    expect((await brief.get(`/conversations/${busy}`)).status).toBe(200);
    expect((await patient.get(`/conversations/${kept}`)).status).toBe(200);
    await brief.patch('/tenant', { conversation_days: null });
    clock.advance(100 * 86_400);
    await deleteExpiredConversations(app.db, clock.now());
    expect((await brief.get(`/conversations/${busy}`)).status).toBe(200);
  });
});
