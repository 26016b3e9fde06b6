import { request } from 'node:http';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/platform/ids.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';

let app: TestApp;
let owner: Client;
let project: { id: string; slug: string; agent_id: string };
let second: { id: string };

const QUESTION = [{ role: 'user', content: 'When does the ferry leave?' }];

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  second = (await owner.post('/agents', { name: 'Assistant', project_id: project.id })).body;
  await owner.post('/projects', { name: 'Archive' });
  await owner.ingest(project.id, {
    text: 'The ferry leaves at seven in the morning from pier four. The crossing takes forty minutes.',
    title: 'Timetable',
  });
});
afterAll(() => app.close());

/** Straight to any path of the server, as a client of OpenAI's would. */
async function send(method: string, path: string, body?: unknown, key: string | undefined = owner.key) {
  const response = await fetch(app.url + path, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, text, body: isJson ? JSON.parse(text) : undefined, headers: response.headers };
}

const chat = (more: object) =>
  owner.post('/openai/chat/completions', { model: 'harbour', messages: QUESTION, ...more });
const embed = (more: object) => owner.post('/openai/embeddings', { model: 'harbour', ...more });
const client = (key = owner.key) => new OpenAI({ baseURL: `${app.url}/v1`, apiKey: key ?? '', maxRetries: 0 });

describe('models', () => {
  const ids = async (who: Client) =>
    (await who.get('/openai/models')).body.data.map((model: { id: string }) => model.id);

  it('RX-5: every project is a model, and so is each of its agents, under /api/v1/openai and /v1', async () => {
    expect(await ids(owner)).toEqual([
      'harbour',
      'harbour/assistant',
      'harbour/assistant-2',
      'archive',
      'archive/assistant',
    ]);
    const { body } = await owner.get('/openai/models');
    const created = expect.toSatisfy((value) => Math.abs(value - Date.now() / 1000) < 600);
    expect(body.data[1]).toEqual({ id: 'harbour/assistant', object: 'model', created, owned_by: 'ragkeep' });
    expect((await send('GET', '/v1/models')).body).toEqual(body);
    expect((await send('GET', '/v1/models/')).body).toEqual(body);
  });

  it('RX-5: one is read by its name, with the slash as it is or encoded, or by the agent’s id', async () => {
    for (const base of ['/v1', '/api/v1/openai']) {
      for (const id of ['harbour', 'harbour/assistant-2', `harbour/${second.id}`]) {
        for (const path of [id, `${id}/`, encodeURIComponent(id)]) {
          const { status, body } = await send('GET', `${base}/models/${path}`);
          expect([status, body.id], path).toEqual([200, id]);
        }
      }
    }
    for (const id of [
      'Harbour',
      'harbour/none',
      `harbour/${uuidv7()}`,
      'harbour/assistant/x',
      '%00',
      'x'.repeat(290),
    ]) {
      const { status, body } = await send('GET', `/v1/models/${id}`);
      expect([status, body.error.code], id).toEqual([404, 'model_not_found']);
    }
  });

  it('RX-5: a key limited to projects or agents has those models only, and asks no other', async () => {
    const ofProject = (await keyOf(app, owner, { project_ids: [project.id] })).client;
    const ofAgent = (await keyOf(app, owner, { agent_ids: [second.id] })).client;
    expect(await ids(ofProject)).toEqual(['harbour', 'harbour/assistant', 'harbour/assistant-2']);
    expect(await ids(ofAgent)).toEqual(['harbour', 'harbour/assistant-2']);
    const stranger = await app.tenant();
    const attempts = (who: Client, model: string) => [
      who.get(`/openai/models/${encodeURIComponent(model)}`),
      who.post('/openai/chat/completions', { model, messages: QUESTION }),
      who.post('/openai/embeddings', { model, input: 'x' }),
    ];
    for (const [who, model] of [
      [ofProject, 'archive'],
      [ofAgent, 'archive/assistant'],
      [ofAgent, 'harbour/assistant'],
      [ofAgent, `harbour/${project.agent_id}`],
      [stranger, 'harbour'],
    ] as const) {
      const theirs = await Promise.all(attempts(who, model));
      const random = await Promise.all(attempts(who, 'no-such-thing'));
      expect(theirs.map(({ status, body }) => [status, body.error.code])).toEqual(
        Array(3).fill([404, 'model_not_found']),
      );
      expect(theirs.map(({ text }) => text)).toEqual(random.map(({ text }) => text));
    }
    expect((await ofAgent.post('/openai/chat/completions', { model: 'harbour', messages: QUESTION })).status).toBe(200);
  });
});

describe('chat completions without a language model', () => {
  it('RX-5: quotes the documents in the form of a chat completion, with its citations', async () => {
    const { body } = await chat({ user: 'u-1', store: true, metadata: { a: 'b' }, service_tier: 'auto' });
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{32}$/),
      object: 'chat.completion',
      model: 'harbour',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: expect.stringContaining('seven'), refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      system_fingerprint: null,
      citations: [{ n: 1, document: { title: 'Timetable' } }],
      refused: false,
    });
    const { prompt_tokens, completion_tokens, total_tokens } = body.usage;
    expect([prompt_tokens, total_tokens]).toEqual([6, 6 + completion_tokens]);
    expect(completion_tokens).toBeGreaterThan(8);
    expect((await owner.get('/users')).body.data).toEqual([]);
  });

  it('names its sources as it is asked to', async () => {
    const content = async (citation_style: string) =>
      (await chat({ citation_style })).body.choices[0].message.content as string;
    expect(await content('numbers')).toMatch(/\[1\]/);
    expect(await content('none')).not.toMatch(/\[1\]/);
    expect(await content('footnotes')).toMatch(/\[1\][\s\S]*\n.*Timetable/);
  });

  it('keeps to the documents that a filter lets through', async () => {
    const { body } = await chat({ filter: { title: 'Another' } });
    expect([body.refused, body.citations]).toEqual([true, []]);
  });

  it('RX-5: takes text in parts, and what a conversation of another client holds', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', content: 'Hello', name: 'ada' },
      { role: 'assistant', content: null, tool_calls: [call], refusal: null },
      { role: 'tool', tool_call_id: 'call_1', content: 'nothing' },
      { role: 'assistant', content: 'Hello!' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'When does the ferry' },
          { type: 'text', text: 'leave?' },
        ],
      },
    ];
    const nothing = { temperature: null, stop: null, n: null, stream: null, response_format: null };
    const { body } = await chat({ messages, tools: [{ type: 'function', function: { name: 'look' } }], ...nothing });
    expect(body.choices[0].message.content).toContain('seven');
  });

  it('RX-5: streams what OpenAI documents, byte by byte', async () => {
    const more = { stream: true, stream_options: { include_usage: true } };
    const { status, text, headers } = await send('POST', '/v1/chat/completions', {
      ...{ model: 'harbour', messages: QUESTION },
      ...more,
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(text).toMatch(/^(?:data: [^\n]+\n\n)+$/);
    const lines = text.split('\n\n').slice(0, -1);
    expect(lines.at(-1)).toBe('data: [DONE]');
    const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.slice('data: '.length)));
    const { id, created } = chunks[0];
    const common = { id, object: 'chat.completion.chunk', created, model: 'harbour', system_fingerprint: null };
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      usage: null,
    });
    const whole = (await chat({})).body;
    expect(chunks[0]).toEqual(chunk({ role: 'assistant', content: '', refusal: null }));
    const pieces = chunks.slice(1, -2);
    for (const piece of pieces) expect(piece).toEqual(chunk({ content: expect.any(String) }));
    expect(pieces.map((piece) => piece.choices[0].delta.content).join('')).toBe(whole.choices[0].message.content);
    expect(chunks.at(-2)).toEqual({ ...chunk({}, 'stop'), citations: whole.citations, refused: false });
    expect(chunks.at(-1)).toEqual({ ...common, choices: [], usage: whole.usage });
    const plain = await send('POST', '/v1/chat/completions', { model: 'harbour', messages: QUESTION, stream: true });
    expect(plain.text).not.toContain('"usage"');
  });

  it.each<[string, object, string]>([
    ['no question', { messages: [{ role: 'system', content: 'x' }] }, 'messages'],
    ['an empty question', { messages: [{ role: 'user', content: ' ' }] }, 'messages[0].content'],
    ['a role of nobody', { messages: [{ role: 'robot', content: 'x' }] }, 'messages[0].role'],
    [
      'a picture',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages[0].content[0]',
    ],
    ['two choices', { n: 2 }, 'n'],
    ['five stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
    ['a hot temperature', { temperature: 3 }, 'temperature'],
    ['a text for a number', { max_tokens: '5' }, 'max_tokens'],
    ['log probabilities', { logprobs: true }, 'logprobs'],
    ['a tool that must be called', { tool_choice: 'required' }, 'tool_choice'],
    ['JSON', { response_format: { type: 'json_object' } }, 'response_format'],
    ['an unknown style', { citation_style: 'loud' }, 'citation_style'],
    ['a filter that is none', { filter: { title: { near: 1 } } }, 'filter'],
  ])('RX-5: %s → 400 naming the field', async (_, more, param) => {
    const { status, body } = await chat(more);
    expect([status, body.error]).toEqual([
      400,
      { message: expect.any(String), type: 'invalid_request_error', param, code: null },
    ]);
  });
});

describe('embeddings', () => {
  it.each<[string, object, string]>([
    ['an empty text', { input: '' }, 'input'],
    ['an empty text among others', { input: ['a', ' '] }, 'input[1]'],
    ['nothing', { input: [] }, 'input'],
    ['too many', { input: Array(2049).fill('a') }, 'input'],
    ['a text too long', { input: 'a '.repeat(60_000) }, 'input'],
    ['too much in all', { input: Array(13).fill('a '.repeat(49_000)) }, 'input'],
    ['no token', { input: [99_999_999] }, 'input'],
    ['a size that the encoder lacks', { input: 'a', dimensions: 256 }, 'dimensions'],
    ['a format that does not exist', { input: 'a', encoding_format: 'int8' }, 'encoding_format'],
  ])('RX-5: %s → 400 naming the field', async (_, more, param) => {
    const { status, body } = await embed(more);
    expect([status, body.error?.param, body.error?.type]).toEqual([400, param, 'invalid_request_error']);
  });
});

describe('errors', () => {
  const [CHAT, COMPLETION] = ['/v1/chat/completions', { model: 'harbour', messages: QUESTION }];
  type Try = [what: string, method: string, path: string, body: unknown, status: number, code: string | null];

  it.each<Try>([
    ['malformed JSON', 'POST', CHAT, '{"model": ', 400, null],
    ['a forbidden key', 'POST', CHAT, '{"model":"x","__proto__":{"a":1}}', 400, null],
    ['no body', 'POST', CHAT, undefined, 400, null],
    ['another method', 'PUT', CHAT, {}, 405, 'method_not_supported'],
    ['another method on a model', 'DELETE', '/v1/models/harbour/assistant', undefined, 405, 'method_not_supported'],
    ['an unknown model', 'POST', CHAT, { ...COMPLETION, model: 'gpt-4o' }, 404, 'model_not_found'],
    ['a path that is not there', 'POST', '/v1/completions', {}, 404, 'unknown_url'],
    ['the same below the API', 'GET', '/api/v1/openai/files?x=1', undefined, 404, 'unknown_url'],
    ['the root', 'GET', '/v1', undefined, 404, 'unknown_url'],
    ['a path that cannot be decoded', 'GET', '/v1/models/%E0%A4%A', undefined, 400, null],
    ['a key in the query', 'GET', '/v1/models?api_key=x', undefined, 400, 'credential_in_query'],
  ])('RX-5: %s has OpenAI’s form', async (_, method, path, body, status, code) => {
    const answer = await send(method, path, body);
    expect([answer.status, answer.body]).toEqual([
      status,
      {
        error: {
          message: expect.any(String),
          type: 'invalid_request_error',
          param: expect.toSatisfy((value) => value === null || typeof value === 'string'),
          code,
        },
      },
    ]);
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  it('elsewhere they have ours', async () => {
    for (const path of ['/api/v1/openai-files', '/v10', '/api/v1/%E0%A4%A']) {
      const { body, headers } = await send('GET', path);
      expect(body, path).toMatchObject({ error: expect.any(String), request_id: headers.get('x-request-id') });
    }
  });

  it('RX-5: another content type, a body too large, and too many requests, too', async () => {
    const post = (headers: Record<string, string>) =>
      new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
        const authorization = `Bearer ${owner.key}`;
        const sent = request(`${app.url}${CHAT}`, { method: 'POST', headers: { authorization, ...headers } });
        sent.on('error', reject).on('response', async (response) => {
          let text = '';
          for await (const part of response) text += String(part);
          sent.destroy();
          resolve({ status: response.statusCode, body: JSON.parse(text) });
        });
        sent.flushHeaders(); // the body need not come for it to be refused
      });
    const error = (code: string, type = 'invalid_request_error') => ({
      error: { message: expect.any(String), type, param: null, code },
    });
    const xml = await post({ 'content-type': 'application/xml', 'content-length': '3' });
    expect(xml).toEqual({ status: 415, body: error('unsupported_media_type') });
    const large = await post({ 'content-type': 'application/json', 'content-length': '70000000' });
    expect(large).toEqual({ status: 413, body: error('payload_too_large') });
    const { raw } = await keyOf(app, owner, { rate_limit_per_minute: 1 });
    await send('GET', '/v1/models', undefined, raw);
    const limited = await send('GET', '/v1/models', undefined, raw);
    expect([limited.status, limited.body]).toEqual([429, error('rate_limit_exceeded', 'requests')]);
    expect(limited.headers.get('retry-after')).toBeTruthy();
  });

  it('RX-5: the openai client raises them as its own classes', async () => {
    const { raw } = await keyOf(app, owner, { scopes: ['projects:read'] });
    const wrong = client('sk-nonsense').models.list();
    await expect(wrong).rejects.toThrow(OpenAI.AuthenticationError);
    await expect(wrong).rejects.toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
    await expect(client(raw).models.list()).rejects.toThrow(OpenAI.PermissionDeniedError);
    await expect(client(raw).models.list()).rejects.toMatchObject({ code: 'insufficient_permissions' });
    const unknown = client().embeddings.create({ model: 'nothing', input: 'x' });
    await expect(unknown).rejects.toThrow(OpenAI.NotFoundError);
    await expect(unknown).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
    const bad = client().embeddings.create({ model: 'harbour', input: '' });
    await expect(bad).rejects.toThrow(OpenAI.BadRequestError);
    await expect(bad).rejects.toMatchObject({ param: 'input', requestID: expect.any(String) });
  });

  it('are documented in that form', async () => {
    const { body: document } = await send('GET', '/api/openapi.json');
    const { responses } = document.paths['/v1/models/{id}'].get;
    expect(responses['404'].content['application/json'].schema.$ref).toBe('#/components/schemas/OpenAiError');
    expect(responses['404'].description).toMatch(/^`model_not_found`/);
    expect(document.components.schemas.OpenAiError.properties.error.required).toContain('param');
  });
});
