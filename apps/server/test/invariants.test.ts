import { readdir, readFile } from 'node:fs/promises';
import { isScope } from '@ragkeep/access';
import { ALL_ROUTES, ERRORS, pathsOf } from '@ragkeep/contract';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installGuard, UndeclaredAccessError } from '../src/access/guard.ts';
import { uuidv7 } from '../src/platform/ids.ts';
import { createMemoryLimiter } from '../src/platform/limiter/index.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { type Client, checkAgainstContract } from './client.ts';

let app: TestApp;
let owner: Client;
let stranger: Client;
let strangePerson: Client;
let own: Record<string, string>;

const EVALUATION = { questions: [{ question: 'Who counts the lamps?' }] };
const TOOLSET = {
  name: 'Ours',
  openapi: { openapi: '3.1.0', servers: [{ url: 'https://api.example' }], paths: { '/': { get: {} } } },
};
const PROVIDER = { name: 'Ours', base_url: 'https://models.example/v1', model: 'tiny' };
const CREDENTIAL = { kind: 'bearer', name: 'Ours', hosts: ['wiki.example.com'], token: 'of-the-wiki' };

// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes, looked at in a few places
const openApi = async (): Promise<any> => (await fetch(`${app.url}/api/openapi.json`)).json();

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.tenant('Owner');
  stranger = await app.tenant('Stranger');
  const project = (await owner.post('/projects', { name: 'Ours' })).body;
  const job = await owner.ingest(project.id, { text: 'The keeper counts the lamps at dusk.', external_id: 'note' });
  const document = (await owner.get(`/projects/${project.id}/documents`)).body.data[0];
  const key = (await owner.get('/auth/me')).body.key;
  const user = (await owner.post('/users', { name: 'Ours' })).body;
  const person = await register('owner@example.com');
  strangePerson = await register('stranger@example.com');
  const localApp = (await owner.post('/apps', { name: 'Sync', scopes: ['query'] })).body;
  const webhook = (await owner.post('/webhooks', { url: 'https://crm.example/hook' })).body;
  const conversation = (await owner.post('/conversations', { project_id: project.id, title: 'Ours' })).body;
  const evaluation = (await owner.post(`/projects/${project.id}/evaluations`, EVALUATION)).body;
  own = {
    evaluations: evaluation.id,
    conversations: conversation.id,
    memory: (await owner.post('/memory', { user_id: 'ours', facts: ['The keeper counts the lamps.'] })).body.memories[0]
      .id,
    threads: conversation.id,
    project: project.id,
    agents: project.agent_id,
    models: project.slug,
    jobs: job.id,
    documents: document.id,
    'api-keys': key.id,
    users: user.id,
    members: (
      await owner.post('/members', { email: 'ours@example.com', password: 'correct horse battery', role: 'viewer' })
    ).body.id,
    credentials: (await owner.post('/credentials', CREDENTIAL)).body.id,
    toolsets: (await owner.post('/toolsets', TOOLSET)).body.id,
    providers: (await owner.post('/providers', PROVIDER)).body.id,
    sources: (await owner.post(`/projects/${project.id}/sources`, { urls: ['http://127.0.0.1:9/'] })).body.id,
    sessions: (await person.get('/auth/sessions')).body.data[0].id,
    apps: localApp.id,
    webhooks: webhook.id,
    embeds: (await owner.post('/embeds', { name: 'Ours', agent_id: project.agent_id })).body.id,
    delivery: (await owner.post(`/webhooks/${webhook.id}/test`)).body.id,
  };
});
afterAll(() => app.close());

async function register(email: string): Promise<Client> {
  const { body } = await app.client().post('/auth/register', { email, password: 'correct horse battery' });
  return app.client(body.access);
}

/** Routes that refuse a key whatever the id. */
const FOR_PEOPLE = new Set(['endSession']);

/** The path with ids of the owner's things, or random ones. */
function fill(path: string, random = false): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    if (name === 'version') return '1';
    if (random) return uuidv7();
    if (name === 'project') return own.project ?? '';
    if (name === 'delivery') return own.delivery ?? '';
    const resource = /\/([\w-]+)\/:id/.exec(path)?.[1] ?? '';
    return own[resource] ?? '';
  });
}

const bodies: Record<string, object> = {
  ingest: { text: 'x' },
  search: { query: 'x' },
  queryAgent: { message: 'x' },
  updateProject: { name: 'taken over' },
  updateApiKey: { name: 'taken over' },
  updateAgent: { name: 'taken over' },
  publishAgent: { version: 1 },
  updateToolset: { name: 'taken over' },
  updateProvider: { name: 'taken over' },
  updateMemory: { content: 'taken over' },
  updateUser: { name: 'taken over' },
  createThread: { messages: [{ role: 'user', content: 'x' }] },
  ...Object.fromEntries(['updateConversation', 'updateThread'].map((id) => [id, { title: 'taken over' }])),
  ...Object.fromEntries(['addMessages', 'addThreadMessages'].map((id) => [id, { role: 'user', content: 'x' }])),
  createEvaluation: EVALUATION,
  updateMember: { first_name: 'Taken over' },
  createSource: { urls: ['https://example.org/'] },
  updateSource: { name: 'taken over' },
  updateEmbed: { name: 'taken over' },
  updateWebhook: { url: 'https://taken.example/over' },
  updateCredential: { name: 'taken over' },
  testCredential: { url: 'https://wiki.example.com/' },
  updateApp: { name: 'taken over' },
};

describe('every route', () => {
  it('of the contract is served, and none besides but the reference', () => {
    const served = new Set(app.routes.map((route) => route.id));
    expect(ALL_ROUTES.filter((definition) => !served.has(definition.id))).toEqual([]);
    expect(served.size).toBe(ALL_ROUTES.length);
  });

  it('is in OpenAPI under each of its paths', async () => {
    const document = await openApi();
    for (const route of ALL_ROUTES) {
      for (const each of pathsOf(route)) {
        const key = each.replace(/:(\w+)/g, '{$1}');
        expect(document.paths[key]?.[route.method.toLowerCase()], `${route.method} ${key}`).toBeTruthy();
      }
    }
  });

  it('asks for scopes that exist', () => {
    const asked = ALL_ROUTES.flatMap(({ access }) => (Array.isArray(access) ? access : []));
    expect(asked.filter((scope) => !isScope(scope))).toEqual([]);
  });

  it.each(
    ALL_ROUTES.filter((definition) => definition.access !== 'public').map(
      (definition) => [definition.id, definition] as const,
    ),
  )('%s answers 401 without a credential', async (id, { method, path }) => {
    const { status } = await app.client().send(method, fill(path), bodies[id]);
    expect(status).toBe(401);
  });

  it.each(
    ALL_ROUTES.filter(({ errorShape, path }) => errorShape === 'openai' || path.startsWith('/openai')).flatMap(
      (route) => pathsOf(route).map((path) => [route.method, path] as const),
    ),
  )('RX-5: %s %s answers 401 as OpenAI does', async (method, path) => {
    const response = await fetch(app.url + fill(path), { method });
    expect([response.status, await response.json()]).toEqual([
      401,
      {
        error: {
          message: 'Missing or invalid API key',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
      },
    ]);
  });

  it.each(
    // What is public is no tenant's to keep from others: a widget answers 403 where a page may not show it.
    ALL_ROUTES.filter(({ params, access }) => params && access !== 'public').map(
      (definition) => [definition.id, definition] as const,
    ),
  )('%s answers another tenant’s id as it answers a random one: 404', async (id, { method, path }) => {
    const caller = FOR_PEOPLE.has(id) ? strangePerson : stranger;
    const theirs = await caller.send(method, fill(path), bodies[id]);
    const random = await caller.send(method, fill(path, true), bodies[id]);
    expect(theirs.status, theirs.text).toBe(404);
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...random.body, request_id: '' });
  });

  it('left the owner’s things as they were', async () => {
    const project = (await owner.get(`/projects/${own.project}`)).body;
    expect(project).toMatchObject({ name: 'Ours', documents: 1 });
    expect((await owner.get(`/agents/${own.agents}`)).body.name).toBe('Assistant');
    const conversation = (await owner.get(`/conversations/${own.conversations}`)).body;
    expect(conversation).toMatchObject({ title: 'Ours', message_count: 0 });
  });
});

describe('the rules themselves can fail', () => {
  it('a route without declared access stops the start', () => {
    const bare = fastify();
    const nobody = { recognises: () => false, resolve: () => null };
    const clock = testClock();
    installGuard(bare, {
      clock,
      limiter: createMemoryLimiter(clock),
      remembered: () => undefined,
      app: async () => null,
      resolvers: { key: nobody, derived: nobody, token: nobody },
      onRefusal: async () => {},
    });
    expect(() => bare.get('/open', async () => 'hello')).toThrow(UndeclaredAccessError);
  });

  it('an error code that a route does not document fails whatever test meets it', () => {
    const answer = (code: string) => ({
      status: 409,
      body: { code },
      text: '',
      headers: new Headers({ 'x-request-id': 'x' }),
    });
    expect(() => checkAgainstContract('POST', '/projects', answer('slug_taken'))).not.toThrow();
    expect(() => checkAgainstContract('POST', '/projects', answer('last_agent'))).toThrow('does not document');
  });

  it('every error code thrown in the source is declared, and every declared one is used', async () => {
    const root = new URL('../src/', import.meta.url);
    const files = (await readdir(root, { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.includes('.test.'),
    );
    const source = (await Promise.all(files.map((name) => readFile(new URL(name, root), 'utf8')))).join('\n');
    const contract = await readFile(new URL('../../../packages/contract/src/route.ts', import.meta.url), 'utf8');
    const thrown = new Set([...source.matchAll(/new ApiError\(\s*'(\w+)'/g)].map((match) => match[1]));
    expect([...thrown].filter((code) => !(code && code in ERRORS))).toEqual([]);
    expect(Object.keys(ERRORS).filter((code) => !thrown.has(code) && !contract.includes(`'${code}'`))).toEqual([]);
  });
});
