import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import {
  type Behaviour,
  type ChatEndpoint,
  fails,
  says,
  startChatEndpoint,
  token,
} from '../src/platform/llm/chat-endpoint.testing.ts';
import { type LocalServer, startServer } from '../src/platform/safe-fetch/local-server.fixture.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf, lastEvent } from './keys.ts';
import { openEvents } from './support/event-stream.ts';

/* A server without a model of its own, where agents answer with the tenant's: real endpoints on loopback. */

const TOKEN = 'token-of-the-model-that-nobody-sees';
const QUESTION = 'When does the ferry leave?';

let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };
let endpoint: ChatEndpoint;
let behave: Behaviour;

beforeAll(async () => {
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.1/32' });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  await owner.ingest(project.id, { text: 'The ferry leaves at seven in the morning from pier four.', title: 'Ferry' });
});
afterAll(() => app.close());

beforeEach(async () => {
  behave = says('It leaves ', 'at seven [1].');
  endpoint = await startChatEndpoint((response, received) => behave(response, received));
});
afterEach(async () => {
  await owner.patch(`/agents/${project.agent_id}`, { provider_id: null, model: null });
  await endpoint.close();
});

const hostOf = (url: string) => new URL(url).host;
const credential = async (input: object = {}): Promise<string> => {
  const body = { kind: 'bearer', name: 'Model', hosts: [hostOf(endpoint.baseUrl)], ...input };
  const answer = await owner.post('/credentials', 'kind' in input ? body : { ...body, token: TOKEN });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const provider = async (input: object = {}): Promise<string> => {
  const body = { name: 'Ours', base_url: `${endpoint.baseUrl}/`, model: 'tiny', ...input };
  const answer = await owner.post('/providers', body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const answerWith = async (provider_id: string | null, more: object = {}): Promise<void> => {
  const { status, text } = await owner.patch(`/agents/${project.agent_id}`, { provider_id, ...more });
  expect(status, text).toBe(200);
};
const ask = (more: object = {}) => owner.post(`/agents/${project.agent_id}/query`, { message: QUESTION, ...more });

describe('RX-8: an agent with a provider', () => {
  /** An OAuth 2 client’s. */
  let tokens: LocalServer;
  beforeAll(async () => {
    const grant = '{"access_token":"fetched-by-its-client"}';
    tokens = await startServer((_request, response) => response.end(grant));
  });
  afterAll(() => tokens.close());

  it.each<[string, () => object, Record<string, string>]>([
    ['a bearer token', () => ({ kind: 'bearer', token: TOKEN }), { authorization: `Bearer ${TOKEN}` }],
    ['a header', () => ({ kind: 'header', header: 'api-key', value: TOKEN }), { 'api-key': TOKEN }],
    [
      'an OAuth 2 client',
      () => ({ kind: 'oauth2', token_url: `${tokens.origin}/token`, client_id: 'us', client_secret: TOKEN }),
      { authorization: 'Bearer fetched-by-its-client' },
    ],
  ])('answers with its model, which %s opens', async (_kind, given, headers) => {
    const id = await provider({ credential_id: await credential(given()) });
    await answerWith(id);
    expect((await ask()).body).toMatchObject({
      answer: 'It leaves at seven [1].',
      mode: 'generated',
      citations: [{ n: 1 }],
    });
    await answerWith(id, { model: 'large' });
    await ask();
    expect(endpoint.received.map(({ path, body }) => [path, body.model])).toEqual([
      ['/v1/chat/completions', 'tiny'],
      ['/v1/chat/completions', 'large'],
    ]);
    for (const request of endpoint.received) {
      expect(request.headers).toMatchObject(headers);
      const { 'content-type': _, 'content-length': __, ...others } = request.headers;
      const usual = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
      expect(Object.keys(others).sort()).toEqual([...usual, ...Object.keys(headers)].sort());
    }
  });

  it('is asked with a new secret or model from the next question on, and not at all once it is taken away', async () => {
    const credential_id = await credential();
    const id = await provider({ credential_id });
    await answerWith(id);
    await ask();
    await owner.patch(`/credentials/${credential_id}`, { token: 'the-token-after-that-one' });
    await owner.patch(`/providers/${id}`, { model: 'next' });
    await ask();
    const sent = endpoint.received.map(({ authorization, body }) => [authorization, body.model]);
    expect(sent).toEqual([
      [`Bearer ${TOKEN}`, 'tiny'],
      ['Bearer the-token-after-that-one', 'next'],
    ]);
    await answerWith(null);
    expect((await ask()).body.mode).toBe('extractive');
    expect(endpoint.received).toHaveLength(2);
  });

  it('has it understand follow-ups, gives OpenAI’s clients what only a model can, and is judged by its name', async () => {
    await answerWith(await provider());
    behave = (response, received) =>
      says(
        received.body.messages.length === 2 && /Last question/.test(received.body.messages[1]?.content ?? '')
          ? 'When does the ferry leave from pier four?'
          : 'At seven [1].',
      )(response, received);
    const { conversation_id } = (await ask()).body;
    const followUp = await ask({ message: 'And from there?', conversation_id });
    expect(followUp.body).toMatchObject({ question: 'When does the ferry leave from pier four?', mode: 'generated' });

    const { slug } = (await owner.get(`/projects/${project.id}`)).body;
    const messages = [{ role: 'user', content: QUESTION }];
    behave = says('{"when": "seven"}');
    const json = { model: slug, messages, response_format: { type: 'json_object' } };
    const completion = await owner.post('/openai/chat/completions', json);
    expect([completion.status, completion.body.choices[0].message.content]).toEqual([200, '{"when": "seven"}']);
    expect(endpoint.received.at(-1)?.body).toMatchObject({ response_format: { type: 'json_object' } });
    const evaluation = await owner.post(`/projects/${project.id}/evaluations`, { questions: [{ question: QUESTION }] });
    expect(evaluation.body.settings.engines.answerer).toBe('tiny');
    await answerWith(null);
    expect((await owner.post('/openai/chat/completions', json)).body.error.param).toBe('response_format');
  });

  it('streams, and hangs up on it when the asker does', async () => {
    await answerWith(await provider());
    behave = (response) => {
      for (let n = 0; n < 40; n++) token(response, 'It leaves at seven. ');
    };
    const stream = await openEvents(owner, `/agents/${project.agent_id}/query`, { message: QUESTION, stream: true });
    expect((await stream.next())?.event).toBe('token');
    await stream.hangUp();
    await endpoint.hungUp;
  });
});

describe('RX-8: a provider that fails', () => {
  const failed = async () => {
    const { status, body } = await ask();
    return [status, body.code, body.message];
  };

  it.each<[string, Behaviour, number, string]>([
    [
      'refuses the key, and repeats it',
      fails(401, { error: { message: `wrong key: ${TOKEN}` } }),
      502,
      'answerer_failed',
    ],
    ['says no stream', fails(200, TOKEN), 502, 'answerer_failed'],
  ])('because it %s is an error without a word of it', async (_what, behaviour, status, code) => {
    behave = behaviour;
    await answerWith(await provider({ credential_id: await credential() }));
    const error = await failed();
    expect(error.slice(0, 2)).toEqual([status, code]);
    expect(String(error[2])).not.toMatch(/127|token/);
    expect(app.logged()).not.toContain(hostOf(endpoint.baseUrl));
  });

  it('by its address: a private one is not asked, and a redirect not followed', async () => {
    const elsewhere = await startServer((_request, response) => response.end());
    behave = (response) => response.writeHead(307, { location: `${elsewhere.origin}/v1/chat/completions` }).end();
    const id = await provider({ credential_id: await credential() });
    await answerWith(id);
    expect(await failed()).toMatchObject([502, 'answerer_failed', expect.stringContaining('307')]);
    expect(elsewhere.requests).toEqual([]);
    await owner.patch(`/providers/${id}`, {
      credential_id: null,
      base_url: `http://127.0.0.2:${new URL(endpoint.baseUrl).port}/v1`,
    });
    expect(await failed()).toMatchObject([502, 'answerer_failed', expect.stringContaining('as it is set up')]);
    expect((await owner.post(`/providers/${id}/test`)).body).toMatchObject({
      ...{ ok: false, status: null, models: null },
      message: expect.stringContaining('FETCH_ALLOW_PRIVATE'),
    });
    expect(endpoint.received).toHaveLength(1);
    await elsewhere.close();
  });

  it('since its credential, or itself, is gone', async () => {
    const credential_id = await credential();
    const path = `/credentials/${credential_id}`;
    const id = await provider({ credential_id });
    await answerWith(id);
    const used_by = [{ type: 'provider', id, name: 'Ours', project_id: null }];
    expect((await owner.get(path)).body.used_by).toEqual(used_by);
    expect((await owner.delete(path)).body.details.used_by).toEqual(used_by);
    expect((await owner.delete(`${path}?force=true`)).status).toBe(204);
    expect((await failed())[1]).toBe('answerer_failed');
    expect((await owner.post(`/providers/${id}/test`)).body.message).toBe('The credential is gone.');

    const inUse = await owner.delete(`/providers/${id}`);
    expect([inUse.status, inUse.body.details]).toEqual([409, { agent_ids: [project.agent_id] }]);
    const { version } = (await owner.get(`/agents/${project.agent_id}`)).body;
    await answerWith(null);
    expect((await owner.delete(`/providers/${id}`)).status).toBe(204);
    // What was meant for one model goes to no other, and is not published again.
    expect((await ask({ version })).body).toMatchObject({
      code: 'answerer_failed',
      message: expect.stringContaining('gone'),
    });
    const again = await owner.post(`/agents/${project.agent_id}/publish`, { version });
    expect([again.status, again.body.message]).toEqual([400, 'provider_id: no such provider']);
    expect(endpoint.received).toEqual([]);
  });
});

describe('a provider', () => {
  it('is created, listed, read with its agents, changed and deleted', async () => {
    const credential_id = await credential();
    const facts = { name: 'Ours', base_url: endpoint.baseUrl, model: 'tiny', credential_id };
    const id = await provider({ credential_id });
    const path = `/providers/${id}`;
    expect(await lastEvent(app, owner, 'provider.created')).toMatchObject({ target_id: id, after: facts });
    await answerWith(id);
    const used_by = [{ id: project.agent_id, name: 'Assistant', project_id: project.id }];
    const read = (await owner.get(path)).body;
    expect(read).toMatchObject({ ...facts, id, used_by });
    const { used_by: _, ...listed } = read;
    expect((await owner.get('/providers?limit=1')).body.data).toEqual([listed]);
    const changed = await owner.patch(path, { name: 'Theirs', model: 'next', credential_id: null });
    expect(changed.body).toMatchObject({ name: 'Theirs', model: 'next', credential_id: null });
    expect(await lastEvent(app, owner, 'provider.updated')).toMatchObject({ before: facts, after: { name: 'Theirs' } });
    await answerWith(null);
    expect([(await owner.delete(path)).status, (await owner.get(path)).status]).toEqual([204, 404]);
    expect(await lastEvent(app, owner, 'provider.deleted')).toMatchObject({
      target_id: id,
      before: { name: 'Theirs' },
    });
  });

  it.each<[string, object]>([
    ['base_url', { base_url: 'ftp://models.example/v1' }],
    ['base_url', { base_url: 'https://ada:secret@models.example/v1' }],
    ['base_url', { base_url: 'https://models.example/v1?key=1' }],
    ['model', { model: '' }],
    ['api_key', { api_key: 'belongs-into-a-credential' }],
  ])('with a wrong %s is refused by that name: %j', async (path, input) => {
    const body = { name: 'x', base_url: 'https://models.example/v1', model: 'tiny', ...input };
    const { status, body: answer } = await owner.post('/providers', body);
    expect([status, answer.details.issues[0].path]).toEqual([400, path]);
  });

  it('takes no credential that is another tenant’s, for another host, or beyond what the caller may use', async () => {
    const stranger = await app.tenant('Stranger');
    const credential_id = await credential();
    const id = await provider();
    const here = { name: 'x', base_url: endpoint.baseUrl, model: 'tiny', credential_id };
    const elsewhere = { base_url: 'https://evil.example/v1', credential_id };
    const { client } = await keyOf(app, owner, { scopes: ['agents:write'] });
    const refused = [
      await stranger.post('/providers', here),
      await owner.post('/providers', { ...here, credential_id: uuidv7() }),
      await owner.post('/providers', { ...here, ...elsewhere }),
      await owner.patch(`/providers/${id}`, elsewhere),
      await client.post('/providers', here),
      await client.patch(`/providers/${id}`, { credential_id }),
    ];
    expect(
      refused.map(({ body }) => [
        body.code,
        body.details.resource ?? body.details.required_scope ?? body.details.issues[0].path,
      ]),
    ).toEqual([
      ['not_found', 'credential'],
      ['not_found', 'credential'],
      ['invalid_request', 'credential_id'],
      ['invalid_request', 'credential_id'],
      ['insufficient_scope', 'credentials:read'],
      ['insufficient_scope', 'credentials:read'],
    ]);
    await owner.patch(`/providers/${id}`, { credential_id });
    // Who may not use the credential may not move it either.
    expect((await client.patch(`/providers/${id}`, { base_url: `${endpoint.baseUrl}/x` })).body.code).toBe(
      'insufficient_scope',
    );
    expect((await client.post(`/providers/${id}/test`)).body.code).toBe('insufficient_scope');
    expect((await client.patch(`/providers/${id}`, { name: 'Renamed' })).body.name).toBe('Renamed');
    expect(endpoint.received).toEqual([]);
  });

  it('is the tenant’s: no other’s agents answer with it, nor does a limited key see it or give it', async () => {
    const id = await provider();
    const stranger = await app.tenant('Stranger');
    const theirs = (await stranger.post('/projects', { name: 'Theirs' })).body;
    const taken = await stranger.patch(`/agents/${theirs.agent_id}`, { provider_id: id });
    expect([taken.status, taken.body.message]).toEqual([400, 'provider_id: no such provider']);
    const created = await stranger.post('/agents', { name: 'x', project_id: theirs.id, provider_id: id });
    expect(created.status).toBe(400);
    const scopes = ['agents:write', 'credentials:read'];
    for (const limits of [{ project_ids: [project.id] }, { agent_ids: [project.agent_id] }]) {
      const { client } = await keyOf(app, owner, { scopes, ...limits });
      const refused = [
        await client.get('/providers'),
        await client.get(`/providers/${id}`),
        await client.post(`/providers/${id}/test`),
        await client.post('/providers', { name: 'x', base_url: endpoint.baseUrl, model: 'tiny' }),
        await client.patch(`/agents/${project.agent_id}`, { provider_id: id }),
        await client.patch(`/agents/${project.agent_id}`, { provider_id: id, publish: false }),
      ];
      expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'reach_exceeded'));
      await answerWith(id);
      // What the agent has already it keeps, and loses.
      expect((await client.patch(`/agents/${project.agent_id}`, { top_k: 5 })).body.provider_id).toBe(id);
      expect((await client.patch(`/agents/${project.agent_id}`, { provider_id: null, top_k: 8 })).status).toBe(200);
    }
  });
});

describe('RX-8: a trial', () => {
  const models = (...ids: string[]) => fails(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });
  const noList: Behaviour = (response, { path }) => response.writeHead(path.endsWith('/models') ? 404 : 200).end('{}');
  const both = ['/models', '/chat/completions'];

  it.each<[string, Behaviour, status: number, models: string[] | null, message: string, paths?: string[]]>([
    ['lists the model', models('tiny', 'large'), 200, ['tiny', 'large'], 'It answers, and has the model “tiny”.'],
    ['lists others', models('large'), 200, ['large'], 'does not list the model “tiny”'],
    ['lists none', noList, 200, null, 'It answers with the model “tiny”.', both],
    ['refuses the key', fails(401), 401, null, 'refuses the credential'],
    ['has neither', fails(404), 404, null, 'no such address', both],
    ['fails', fails(500), 500, null, 'an error (HTTP 500)'],
  ])('says what an endpoint does that %s', async (_what, behaviour, status, listed, message, paths = ['/models']) => {
    behave = behaviour;
    const id = await provider({ credential_id: await credential() });
    const { body } = await owner.post(`/providers/${id}/test`);
    expect(body).toEqual({ ok: status === 200, status, models: listed, message: expect.stringContaining(message) });
    expect(endpoint.received.map(({ path }) => path)).toEqual(paths.map((path) => `/v1${path}`));
    expect(endpoint.received[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });
});
