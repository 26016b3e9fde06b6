import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { tinyPdf } from './tiny-pdf.ts';

let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  const pdf = tinyPdf([
    'The harbour was built in 1821 by the engineer Robert Stevenson.',
    'Ships longer than ninety metres must take a pilot on board.',
    'The tide gauge is read by hand every morning at six.',
  ]);
  const data = new FormData();
  data.append('file', new Blob([new Uint8Array(pdf)]), 'harbour.pdf');
  await owner.ingest(project.id, data);
  await owner.ingest(project.id, {
    documents: [
      {
        external_id: 'cats',
        text: 'Cats sleep for most of the day and hunt at dusk.',
        metadata: { kind: 'animal', year: 2020 },
      },
      {
        external_id: 'dogs',
        text: 'Dogs were domesticated before any other animal.',
        metadata: { kind: 'animal', year: 2022 },
      },
      { external_id: 'tea', text: 'Green tea is brewed below boiling point.', metadata: { kind: 'drink', year: 2022 } },
    ],
  });
});
afterAll(() => app.close());

const search = async (body: object) => (await owner.post(`/projects/${project.id}/search`, body)).body;
const ids = (body: { results: { document: { external_id: string } }[] }) =>
  body.results.map((hit) => hit.document.external_id);
const ask = (message: string) => owner.post(`/agents/${project.agent_id}/query`, { message });

describe('search', () => {
  it('lexical finds by words, with BM25 scores', async () => {
    const { results } = await search({ query: 'domesticated', mode: 'lexical' });
    expect(results[0]).toMatchObject({ document: { external_id: 'dogs' }, scores: { semantic: null } });
    expect(results[0].scores.lexical).toBeGreaterThan(0);
    expect(results.length).toBe(1);
  });

  it('semantic finds by meaning, without a word in common', async () => {
    const { results } = await search({ query: 'feline naps', mode: 'semantic' });
    expect(results[0]).toMatchObject({ document: { external_id: 'cats' }, scores: { lexical: null } });
  });

  it('hybrid is the default, uses both and says what each said', async () => {
    const body = await search({ query: 'When do cats hunt?' });
    expect(body.degraded).toBeNull();
    const [best] = body.results;
    expect(best.document.external_id).toBe('cats');
    expect(best.scores.lexical).not.toBeNull();
    expect(best.scores.semantic).not.toBeNull();
    const scores = body.results.map((hit: { score: number }) => hit.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('a filter holds in every mode', async () => {
    for (const mode of ['hybrid', 'lexical', 'semantic']) {
      const filter = { kind: 'animal', year: { gte: 2021 } };
      expect(ids(await search({ query: 'animal tea dogs cats', mode, filter }))).toEqual(['dogs']);
    }
    expect(ids(await search({ query: 'tea', filter: { external_id: ['tea', 'cats'] } }))).toContain('tea');
  });

  it('400 for a filter that means nothing, saying what', async () => {
    const filter = { year: { about: 3 } };
    const { status, body } = await owner.post(`/projects/${project.id}/search`, { query: 'x', filter });
    expect([status, body.details.issues[0].path]).toEqual([400, 'filter']);
  });

  it.each([
    ["' OR 1=1 --"],
    ['"unbalanced (AND'],
    ['the of and'],
    ['🦆🦆'],
    ['a'.repeat(9_999)],
    ['!@#$%^&*()'],
    ['NOT AND OR :*'],
  ])('odd questions are just questions: %s', async (query) => {
    expect((await owner.post(`/projects/${project.id}/search`, { query })).status).toBe(200);
  });
});

describe('asking an agent, extractive', () => {
  it('answers with an exact quote and the page it stands on', async () => {
    const { status, body } = await ask('Which ships must take a pilot?');
    expect(status).toBe(200);
    expect(body).toMatchObject({ mode: 'extractive', refused: false, usage: null, degraded: null });
    expect(body.answer).toContain('[1]');
    const [citation] = body.citations;
    expect(citation).toMatchObject({ n: 1, page: 2, document: { title: 'harbour.pdf' } });
    const path = `/projects/${project.id}/documents/${citation.document.id}/content`;
    const markdown = (await owner.get(path)).text;
    expect(markdown.slice(citation.start, citation.end)).toBe(citation.quote);
    expect(citation.quote).toContain('ninety metres');
  });

  it('says so when the documents do not hold the answer', async () => {
    const { body } = await ask('Who is the president of Brazil?');
    expect(body).toMatchObject({ refused: true, citations: [], answer: 'I could not find this in the documents.' });
  });

  it('says so in the agent’s own words, also with no documents at all', async () => {
    const empty = (await owner.post('/projects', { name: 'Empty' })).body;
    await owner.patch(`/agents/${empty.agent_id}`, { refusal: 'No idea.' });
    const { body } = await owner.post(`/agents/${empty.agent_id}/query`, { message: 'Anything?' });
    expect(body).toMatchObject({ refused: true, answer: 'No idea.' });
  });

  it('RC-7: works with a key limited to the agent, with a trailing slash, and for no other agent', async () => {
    const input = { name: 'Bot', scopes: ['query'], agent_ids: [project.agent_id] };
    const bot = app.client((await owner.post('/api-keys', input)).body.raw_key);
    expect((await bot.post(`/agents/${project.agent_id}/query/`, { message: 'Hello' })).status).toBe(200);
    const other = (await owner.post('/agents', { name: 'Other', project_id: project.id })).body;
    expect((await bot.post(`/agents/${other.id}/query`, { message: 'Hello' })).status).toBe(404);
    expect((await bot.post(`/projects/${project.id}/search`, { query: 'x' })).status).toBe(404);
  });
});

describe('agents', () => {
  it('each project is born with one, and keeps at least one', async () => {
    const { id, agent_id } = (await owner.post('/projects', { name: 'One' })).body;
    const listed = (await owner.get(`/agents?project_id=${id}`)).body.data;
    expect(listed.map((agent: { id: string }) => agent.id)).toEqual([agent_id]);
    expect((await owner.delete(`/agents/${agent_id}`)).body.code).toBe('last_agent');
    const second = (await owner.post('/agents', { name: 'Second', project_id: id, top_k: 3 })).body;
    expect(second).toMatchObject({ name: 'Second', top_k: 3, refusal: 'I could not find this in the documents.' });
    expect((await owner.delete(`/agents/${agent_id}`)).status).toBe(204);
    expect((await owner.get(`/projects/${id}`)).body.agent_id).toBe(second.id);
  });
});

describe('asking an agent with a language model', () => {
  let upstream: Server;
  let answer: (response: ServerResponse, request: IncomingMessage) => void;
  let withModel: TestApp;
  let client: Client;
  let agentId: string;
  const sent: string[] = [];

  beforeAll(async () => {
    upstream = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      sent.push(body);
      answer(response, request);
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    withModel = await startTestApp({
      LLM_BASE_URL: `http://127.0.0.1:${port}/v1`,
      LLM_MODEL: 'test-model',
      LLM_API_KEY: 'sk-very-secret',
    });
    client = await withModel.tenant();
    const made = (await client.post('/projects', { name: 'P' })).body;
    agentId = made.agent_id;
    await client.ingest(made.id, { text: 'The ferry leaves at seven in the morning from pier four.' });
  });
  afterAll(async () => {
    await withModel.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  const question = () => client.post(`/agents/${agentId}/query`, { message: 'When does the ferry leave?' });
  const chunk = (rest: object) => {
    const common = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'test-model' };
    return `data: ${JSON.stringify({ ...common, ...rest })}\n\n`;
  };
  const streaming = (text: string) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of text.split(/(?<= )/)) {
      response.write(chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
    }
    response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    const usage = { prompt_tokens: 90, completion_tokens: 9, total_tokens: 99 };
    response.end(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
  };

  it('gives the model’s words with citations checked against what was retrieved', async () => {
    answer = streaming('It leaves at seven from pier four [1], says a ghost [7].');
    const { status, body } = await question();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      mode: 'generated',
      refused: false,
      usage: { prompt_tokens: 90, completion_tokens: 9 },
    });
    expect(body.answer).toContain('[1]');
    expect(body.answer).not.toContain('[7]');
    expect(body.citations).toHaveLength(1);
    expect(body.citations[0].quote).toContain('pier four');
    expect(sent.at(-1)).toContain('The ferry leaves at seven');
  });

  it('answers 503 with Retry-After, and no word of the inside, when the model is away', async () => {
    answer = (response) => response.writeHead(500).end('{"error":{"message":"secret inside"}}');
    const { status, body, text, headers } = await question();
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(headers.get('retry-after')).toBeTruthy();
    expect(text).not.toMatch(/secret|127\.0\.0\.1|sk-/);
    expect(withModel.logged()).not.toContain('sk-very-secret');
  });

  it('answers 502 when the model says something that is no answer', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello</p>');
    const { status, body } = await question();
    expect([status, body.code]).toEqual([502, 'answerer_failed']);
  });
});
