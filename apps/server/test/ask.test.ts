import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type ChatEndpoint,
  data,
  fails,
  finish,
  says,
  startChatEndpoint,
  token,
} from '../src/platform/llm/chat-endpoint.testing.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { openEvents } from './support/event-stream.ts';

const FERRY = 'The ferry leaves at seven in the morning from pier four. The crossing takes forty minutes.';
const MUSEUM = 'The museum opens at ten and is closed on Mondays.';

describe('an extractive answer', () => {
  let app: TestApp;
  let owner: Client;
  let project: { id: string; agent_id: string };

  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.tenant();
    project = (await owner.post('/projects', { name: 'Harbour' })).body;
    await owner.ingest(project.id, {
      documents: [
        { text: FERRY, title: 'Ferry' },
        { text: MUSEUM, title: 'Museum' },
      ],
    });
  });
  afterAll(() => app.close());

  const path = () => `/agents/${project.agent_id}/query`;
  const ask = (body: object) => owner.post(path(), body);
  const messagesOf = async (conversation: string) =>
    (await owner.get(`/conversations/${conversation}/messages`)).body.data;

  it.each([
    ['stream', { stream: true }, {}],
    ['the Accept header', {}, { accept: 'text/event-stream' }],
  ])('comes as events when %s asks for it: tokens, citations, done', async (_, body, headers) => {
    const message = { message: 'When does the ferry leave?', ...body };
    const whole = (await ask(message.message === '' ? {} : { message: message.message })).body;
    const response = await fetch(`${app.url}/api/v1${path()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text())
      .split('\n\n')
      .filter(Boolean)
      .map((each) => /^event: (\w+)\ndata: (.*)$/.exec(each) ?? [])
      .map(([, event = '', text = '']) => ({ event, data: JSON.parse(text) }));
    const done = events.at(-1);
    expect(done?.event).toBe('done');
    const tokens = events.filter(({ event }) => event === 'token').map(({ data }) => data.text);
    expect(tokens.join('')).toBe(done?.data.answer);
    expect(events.find(({ event }) => event === 'citation')?.data).toMatchObject({
      n: 1,
      document: { title: 'Ferry' },
    });
    const { conversation_id: _c, message_id: _m, ...rest } = done?.data ?? {};
    expect(whole).toMatchObject(rest);
  });

  it('what is wrong with the question is an error with its status, also when events were asked for', async () => {
    const stream = await openEvents(owner, path(), { message: 'x', stream: true, filter: { year: { about: 3 } } });
    expect(stream.status).toBe(400);
    expect((await ask({ message: 'x', version: 99 })).status).toBe(404);
    const asker = app.client((await owner.post('/api-keys', { name: 'Bot', scopes: ['query'] })).body.raw_key);
    const refused = await asker.post(path(), { message: 'x', version: 1 });
    expect([refused.status, refused.body.details.required_scope]).toEqual([403, 'agents:read']);
    expect((await ask({ message: 'x', conversation_id: project.id })).status).toBe(404);
  });

  it('begins a conversation and goes on with it, understanding a follow-up question', async () => {
    const first = (await ask({ message: 'When does the museum open?' })).body;
    expect(first.answer).toContain('opens at ten');
    const second = (await ask({ message: 'And on which day is it closed?', conversation_id: first.conversation_id }))
      .body;
    expect(second).toMatchObject({ conversation_id: first.conversation_id, refused: false });
    expect(second.citations[0].document.title).toBe('Museum');
    const messages = await messagesOf(first.conversation_id);
    expect(messages.map((message: { role: string; content: string }) => [message.role, message.content])).toEqual([
      ['user', 'When does the museum open?'],
      ['assistant', first.answer],
      ['user', 'And on which day is it closed?'],
      ['assistant', second.answer],
    ]);
    expect(messages[3]).toMatchObject({ id: second.message_id, citations: second.citations, mode: 'extractive' });
    const conversation = (await owner.get(`/conversations/${first.conversation_id}`)).body;
    expect(conversation).toMatchObject({
      agent_id: project.agent_id,
      project_id: project.id,
      title: 'When does the museum open?',
      message_count: 4,
    });
  });

  it('is not kept when the caller does not want it', async () => {
    const before = (await owner.get('/conversations')).body.data.length;
    const { body } = await ask({ message: 'When does the ferry leave?', store: false });
    expect(body).toMatchObject({ conversation_id: null, message_id: null, refused: false });
    expect((await owner.get('/conversations')).body.data.length).toBe(before);
  });

  it('a conversation of another agent, or of another user, is not gone on with', async () => {
    const { conversation_id } = (await ask({ message: 'When does the ferry leave?', user_id: 'anna' })).body;
    const other = (await owner.post('/agents', { name: 'Other', project_id: project.id })).body;
    const asked = { message: 'And the museum?', conversation_id };
    expect((await owner.post(`/agents/${other.id}/query`, asked)).status).toBe(404);
    expect((await ask({ ...asked, user_id: 'bert' })).status).toBe(404);
    expect((await ask({ ...asked, user_id: 'anna' })).status).toBe(200);
    expect(await messagesOf(conversation_id)).toHaveLength(4);
  });

  it('of the user’s own words what says something is remembered, if the credential may', async () => {
    const message = 'I am allergic to peanuts. When does the ferry leave?';
    const keyOf = async (scopes: string[]) =>
      app.client((await owner.post('/api-keys', { name: 'Bot', scopes })).body.raw_key);
    const asker = await keyOf(['query']);
    const rememberer = await keyOf(['query', 'memory:write', 'memory:read']);
    const memories = async (user: string) => (await owner.get(`/memory?user_id=${user}`)).body.data;

    await asker.post(path(), { message, user_id: 'carla' });
    expect(await memories('carla')).toEqual([]);
    await rememberer.post(path(), { message: 'When does the ferry leave?', user_id: 'carla' });
    expect(await memories('carla')).toEqual([]);
    const { body } = await rememberer.post(path(), { message, user_id: 'carla' });
    const [memory] = await memories('carla');
    expect(memory).toMatchObject({ content: message, conversation_id: body.conversation_id });

    const next = { message: 'Is there anything I am allergic to?', user_id: 'carla' };
    expect((await rememberer.post(path(), next)).body.memories).toContain(memory.id);
    expect((await asker.post(path(), next)).body.memories).toEqual([]);
  });
});

describe('a generated answer', () => {
  let upstream: ChatEndpoint;
  let behave: Behaviour;
  let app: TestApp;
  let owner: Client;
  let agentId: string;

  beforeAll(async () => {
    upstream = await startChatEndpoint((response, received) => behave(response, received));
    app = await startTestApp({ LLM_BASE_URL: upstream.baseUrl, LLM_MODEL: 'tiny' });
    owner = await app.tenant();
    const project = (await owner.post('/projects', { name: 'Harbour' })).body;
    agentId = project.agent_id;
    await owner.ingest(project.id, { text: FERRY });
  });
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  const open = (body: object = {}) =>
    openEvents(owner, `/agents/${agentId}/query`, { message: 'When does the ferry leave?', stream: true, ...body });

  it('comes word by word: the first is there before the model has said the second', async () => {
    const heard = Promise.withResolvers<void>();
    behave = async (response) => {
      token(response, 'At seven ');
      await heard.promise;
      token(response, 'sharp [1].');
      finish(response);
    };
    const stream = await open();
    expect(await stream.next()).toMatchObject({ event: 'token', data: { text: 'At seven' } });
    heard.resolve();
    const rest = await stream.rest();
    expect(rest.map(({ event }) => event)).toEqual(['token', 'citation', 'done']);
    expect(rest.at(-1)?.data).toMatchObject({ answer: 'At seven sharp [1].', mode: 'generated' });
  });

  it('hanging up stops the model, and leaves no conversation', async () => {
    behave = (response) => token(response, 'At seven and then ');
    const before = (await owner.get('/conversations')).body.data.length;
    const stream = await open();
    await stream.next();
    await stream.hangUp();
    await upstream.hungUp;
    expect((await owner.get('/conversations')).body.data.length).toBe(before);
  });

  it('a model that breaks off in the middle ends the events with an error', async () => {
    behave = (response) => {
      token(response, 'At seven and then ');
      response.write('', () => response.destroy());
    };
    const events = await (await open()).rest();
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'unavailable' } });
    expect(JSON.stringify(events.at(-1))).not.toContain('127.0.0.1');
  });

  it('a model that fails before its first word is an error with its status', async () => {
    behave = fails(401);
    expect((await open()).status).toBe(502);
  });

  it('a follow-up is put on its own before it is searched for, and the model is told what was said', async () => {
    behave = says('At seven [1].');
    const first = (await owner.post(`/agents/${agentId}/query`, { message: 'When does the ferry leave?' })).body;
    const asked: string[] = [];
    behave = (response, received) => {
      asked.push(JSON.stringify(received.body.messages));
      return says(asked.length === 1 ? 'How long does the ferry crossing take?' : 'Forty minutes [1].')(
        response,
        received,
      );
    };
    const next = { message: 'And how long does it take?', conversation_id: first.conversation_id };
    const second = (await owner.post(`/agents/${agentId}/query`, next)).body;
    expect(second).toMatchObject({ question: 'How long does the ferry crossing take?', answer: 'Forty minutes [1].' });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('When does the ferry leave?');
  });

  it('what is remembered about the user reaches the model, as no source', async () => {
    await owner.post('/memory', { user_id: 'dora', facts: ['Dora travels with a wheelchair'] });
    const asked: string[] = [];
    behave = (response, received) => {
      asked.push(JSON.stringify(received.body.messages));
      return says('At seven [1].')(response, received);
    };
    const message = 'When does the ferry for my wheelchair leave?';
    const { body } = await owner.post(`/agents/${agentId}/query`, { message, user_id: 'dora' });
    expect(asked.at(-1)).toContain('wheelchair');
    expect(body.memories).toHaveLength(1);
    expect(body.citations).toHaveLength(1);
  });

  it('an empty stream is no answer', async () => {
    behave = (response) => {
      data(response, '[DONE]');
      response.end();
    };
    expect((await open()).status).toBe(502);
  });
});

describe('keys of an agent', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('RC-6: an agent has its own keys: made for it, listed with it, shown once, ended one by one, and of use for nothing else', async () => {
    const owner = await app.tenant();
    const { id, agent_id } = (await owner.post('/projects', { name: 'Harbour' })).body;
    const other = (await owner.post('/agents', { name: 'Other', project_id: id })).body;
    const make = async (name: string) =>
      (await owner.post('/api-keys', { name, scopes: ['query', 'agents:read'], agent_ids: [agent_id] })).body;
    const [site, bot] = [await make('Site'), await make('Bot')];
    await owner.post('/api-keys', { name: 'Of the other', scopes: ['query'], agent_ids: [other.id] });

    const listed = await owner.get(`/api-keys?agent_id=${agent_id}`);
    expect(listed.body.data.map((key: { name: string }) => key.name)).toEqual(['Bot', 'Site']);
    expect(listed.text).not.toContain(site.raw_key);

    const client = app.client(site.raw_key);
    expect((await client.get('/agents')).body.data.map((agent: { id: string }) => agent.id)).toEqual([agent_id]);
    expect((await client.post(`/agents/${agent_id}/query`, { message: 'Hello' })).status).toBe(200);
    expect((await client.post(`/agents/${other.id}/query`, { message: 'Hello' })).status).toBe(404);
    expect((await client.get('/api-keys')).status).toBe(403);

    await owner.delete(`/api-keys/${site.id}`);
    expect((await client.get('/agents')).status).toBe(401);
    expect((await app.client(bot.raw_key).get('/agents')).status).toBe(200);
  });
});
