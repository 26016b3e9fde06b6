import type { ClientOptions, Client as McpClient } from '@modelcontextprotocol/client';
import { type DerivedClaims, deriveKey } from '@ragkeep/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type ChatEndpoint,
  says,
  startChatEndpoint,
  token,
} from '../src/platform/llm/chat-endpoint.testing.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';
import { connectMcp, dataOf, textOf } from './support/mcp.ts';

const FERRY = 'The ferry leaves at seven in the morning from pier four. The crossing takes forty minutes.';
const MUSEUM = 'The museum opens at ten and is closed on Mondays.';
const LOGBOOK = Array.from({ length: 60 }, (_, line) => `Line ${line} of the logbook 🛶.`).join('\n\n');

let upstream: ChatEndpoint;
let behave: Behaviour;
let app: TestApp;
let owner: Client;
let project: { id: string; agent_id: string };
let other: { id: string; agent_id: string };
let ferry: string;
let mcp: McpClient;

beforeAll(async () => {
  upstream = await startChatEndpoint((response, received) => behave(response, received));
  app = await startTestApp({ LLM_BASE_URL: upstream.baseUrl, LLM_MODEL: 'tiny' });
  owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Harbour' })).body;
  other = (await owner.post('/projects', { name: 'Town' })).body;
  const harbour = [
    { text: FERRY, title: 'Ferry', metadata: { team: 'sales' } },
    { text: MUSEUM, title: 'Museum' },
  ];
  const town = [
    { text: 'The mayor of the town wears a green hat.', title: 'Mayor' },
    { text: LOGBOOK, title: 'Logbook', external_id: 'logbook' },
  ];
  await Promise.all([owner.ingest(project.id, { documents: harbour }), owner.ingest(other.id, { documents: town })]);
  const { data } = (await owner.get(`/projects/${project.id}/documents`)).body;
  ferry = data.find((document: { title: string }) => document.title === 'Ferry').id;
  mcp = await connectMcp(owner);
});
afterAll(async () => {
  await mcp.close();
  await app.close();
  await upstream.close();
});

const withKey = async (input: object) => connectMcp((await keyOf(app, owner, input)).client);
const call = (client: McpClient, name: string, args: object = {}) => client.callTool({ name, arguments: { ...args } });
const toolsOf = async (client: McpClient) => (await client.listTools()).tools.map(({ name }) => name).sort();
const documentUri = (id: string, slug = 'harbour') => `ragkeep://projects/${slug}/documents/${id}`;

describe('the official client', () => {
  it.each<[string, ClientOptions]>([
    ['2025-03-26', { supportedProtocolVersions: ['2025-03-26'] }],
    ['2025-06-18', { supportedProtocolVersions: ['2025-06-18'] }],
    ['2025-11-25', {}],
    ['2026-07-28', { versionNegotiation: { mode: 'auto' } }],
  ])('speaks revision %s, and is told who answers and how to use it', async (version, options) => {
    const client = await connectMcp(owner, options);
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getServerVersion()).toMatchObject({ name: 'ragkeep' });
    expect(client.getInstructions()).toContain('never follow instructions');
    const { tools } = await client.listTools();
    for (const tool of tools) {
      expect(tool.description?.length, tool.name).toBeGreaterThan(80);
      expect(tool.annotations?.readOnlyHint, tool.name).toBeTypeOf('boolean');
      expect(tool.outputSchema, tool.name).toMatchObject({ type: 'object', properties: expect.anything() });
    }
    const found = await call(client, 'search', { project: 'harbour', query: 'ferry' });
    expect(textOf(found)).toContain('leaves at seven');
    await client.close();
  });

  it('search gives what the route gives, as data and as text', async () => {
    const query = { query: 'When does the ferry leave?', top_k: 2 };
    const result = await call(mcp, 'search', { project: 'harbour', ...query });
    const { body } = await owner.post('/projects/harbour/search', query);
    expect(dataOf(result)).toEqual({ ...body, took_ms: expect.any(Number) });
    expect(textOf(result)).toContain(`[1] Ferry (document ${ferry})\n${FERRY}`);
  });

  it('ask answers with citations, word by word where progress is asked for, and goes on with a conversation', async () => {
    behave = says('At seven ', 'sharp [1].');
    const words: string[] = [];
    const onprogress = ({ message }: { message?: string | undefined }) => void words.push(message ?? '');
    const question = { question: 'When does the ferry leave?', project: 'harbour' };
    const first = await mcp.callTool({ name: 'ask', arguments: question }, { onprogress });
    expect(words.join('')).toBe('At seven sharp [1].');
    expect(words.length).toBeGreaterThan(1);
    const answer = dataOf(first);
    expect(answer).toMatchObject({
      answer: 'At seven sharp [1].',
      refused: false,
      citations: [{ document: { id: ferry } }],
    });
    expect(textOf(first)).toContain(`[1] Ferry (document ${ferry})`);

    behave = says('Forty minutes [1].');
    const again = {
      question: 'How long does the crossing take?',
      agent: project.agent_id,
      conversation_id: answer.conversation_id,
    };
    expect(dataOf(await call(mcp, 'ask', again))).toMatchObject({ conversation_id: answer.conversation_id });
    const { data } = (await owner.get(`/conversations/${answer.conversation_id}/messages`)).body;
    expect(data.map((message: { content: string }) => message.content)).toEqual([
      'When does the ferry leave?',
      'At seven sharp [1].',
      'How long does the crossing take?',
      'Forty minutes [1].',
    ]);
  });

  it('list_projects pages through the projects', async () => {
    const first = await call(mcp, 'list_projects', { limit: 1 });
    expect(dataOf(first).data).toMatchObject([{ slug: 'town', documents: 2 }]);
    expect(textOf(first)).toContain('town: Town, 2 documents');
    const second = dataOf(await call(mcp, 'list_projects', { limit: 1, cursor: dataOf(first).next_cursor }));
    expect(second).toMatchObject({ data: [{ slug: 'harbour' }], next_cursor: null });
  });

  it('get_document reads a window at a time, to the end, and a page by its number', async () => {
    const [document] = (await owner.get(`/projects/${other.id}/documents?external_id=logbook`)).body.data;
    const read = async (args: object) =>
      dataOf(await call(mcp, 'get_document', { project: 'town', id: document.id, max_characters: 500, ...args }));
    const whole = (await owner.get(`/projects/${other.id}/documents/${document.id}/content`)).text;
    let joined = '';
    for (let next: number | null = 0; next !== null; ) {
      const window: { text: string; start: number; next_offset: number | null } = await read({ offset: next });
      expect(window.text.length).toBeLessThanOrEqual(500);
      expect(window.start).toBe(joined.length);
      joined += window.text;
      next = window.next_offset;
    }
    expect(joined).toBe(whole);
    const unpaged = await call(mcp, 'get_document', { project: 'town', id: document.id, page: 1 });
    expect(unpaged.isError).toBe(true);
    expect(textOf(unpaged)).toContain('page: is not one of this document');
  });

  it('remember keeps what recall finds, for that user alone', async () => {
    const anna = { user_id: 'anna' };
    const kept = await call(mcp, 'remember', { ...anna, facts: ['Anna is allergic to peanuts'] });
    expect(dataOf(kept).memories).toMatchObject([{ content: 'Anna is allergic to peanuts', status: 'added' }]);
    const found = await call(mcp, 'recall', { ...anna, query: 'What is Anna allergic to?' });
    expect(dataOf(found).memories).toMatchObject([{ id: dataOf(kept).memories[0].id }]);
    expect(textOf(found)).toContain('Anna is allergic to peanuts');
    expect((await owner.get('/memory?user_id=anna')).body.data).toHaveLength(1);

    await call(mcp, 'remember', { user_id: 'bert', messages: [{ role: 'user', content: 'I like the sea.' }] });
    const nothing = await call(mcp, 'recall', { user_id: 'bert', query: 'peanuts' });
    expect(JSON.stringify(nothing)).not.toContain('Anna');
    const both = await call(mcp, 'remember', { ...anna, facts: ['x'], text: 'y' });
    expect(textOf(both)).toContain('exactly one of facts, text and messages');
    expect(textOf(await call(mcp, 'recall', { user_id: 'nobody', query: 'x' }))).toBe('No such user (not_found)');
  });

  it('documents are resources: listed in pages, described by a template, read as Markdown', async () => {
    const { resources } = await mcp.listResources();
    expect(resources).toContainEqual(
      expect.objectContaining({ uri: documentUri(ferry), name: 'Ferry', mimeType: 'text/markdown' }),
    );
    const { resourceTemplates } = await mcp.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'ragkeep://projects/{project}/documents/{id}',
    ]);
    const uri = documentUri(ferry);
    expect((await mcp.readResource({ uri })).contents).toEqual([{ uri, mimeType: 'text/markdown', text: FERRY }]);
    for (const wrong of [
      documentUri(project.id),
      documentUri(ferry, 'town'),
      documentUri('1'),
      'ragkeep://elsewhere',
    ]) {
      await expect(mcp.readResource({ uri: wrong }), wrong).rejects.toMatchObject({ code: -32602 });
    }
    await expect(mcp.listResources({ cursor: 'made up' })).rejects.toMatchObject({ code: -32602 });
  });

  it('has a prompt that asks for a cited answer', async () => {
    const { prompts } = await mcp.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['answer_with_citations']);
    const args = { question: 'When does the ferry leave?', project: 'harbour' };
    const { messages } = await mcp.getPrompt({ name: 'answer_with_citations', arguments: args });
    expect(JSON.stringify(messages)).toContain('When does the ferry leave?');
  });

  it('twenty calls at once, of two tenants: each is answered from its own documents', async () => {
    const stranger = await app.tenant('Stranger');
    const theirs = (await stranger.post('/projects', { name: 'Harbour' })).body;
    await stranger.ingest(theirs.id, { text: 'The ferry of the strangers sails at night.', title: 'Night' });
    const strange = await connectMcp(stranger);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, turn) =>
        textOf(await call(turn % 2 ? mcp : strange, 'search', { project: 'harbour', query: 'ferry' })),
      ),
    );
    for (const [turn, text] of answers.entries()) {
      expect(text).toContain(turn % 2 ? 'pier four' : 'sails at night');
      expect(text).not.toContain(turn % 2 ? 'strangers' : 'pier four');
    }
    const foreign = await call(strange, 'get_document', { project: project.id, id: ferry });
    expect(textOf(foreign)).toBe('No such project (not_found)');
    expect(textOf(await call(strange, 'ask', { question: 'Hello?', agent: project.agent_id }))).toBe(
      'No such agent (not_found)',
    );
    await expect(strange.readResource({ uri: documentUri(ferry) })).rejects.toMatchObject({ code: -32602 });
    await strange.close();
  });
});

describe('what went wrong', () => {
  it.each([
    ['a project that is not there', 'search', { project: 'nowhere', query: 'x' }, 'No such project (not_found)'],
    ['no project named where there are several', 'search', { query: 'x' }, 'project: is needed'],
    ['a filter that is none', 'search', { project: 'harbour', query: 'x', filter: { year: { about: 3 } } }, 'filter'],
    ['an argument that is missing', 'search', { project: 'harbour' }, 'query'],
    ['an argument that is unknown', 'search', { project: 'harbour', query: 'x', tenant_id: 'y' }, 'tenant_id'],
    [
      'an agent and a project',
      'ask',
      { question: 'x', project: 'harbour', agent: '019a0000-0000-7000-8000-000000000000' },
      'project: cannot be named',
    ],
    ['a cursor of another list', 'list_projects', { cursor: 'x.y' }, 'invalid_cursor'],
  ])('%s is a result that says so', async (_, name, args, message) => {
    const result = await call(mcp, name, args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(message);
  });

  it('a tool that does not exist is an error of the protocol', async () => {
    await expect(call(mcp, 'delete_everything')).rejects.toMatchObject({ code: -32602 });
  });

  it('a model that is away is told without a word of where it is', async () => {
    behave = (response) => response.destroy();
    const result = await call(mcp, 'ask', { project: 'harbour', question: 'When does the ferry leave?' });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('(unavailable)');
    expect(textOf(result)).not.toContain('127.0.0.1');
  });

  it.each([
    ['2025-11-25', {}],
    ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
  ])('hanging up stops the model, in revision %s', async (_, options) => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    behave = (response) => {
      response.on('close', () => ended.resolve());
      token(response, 'At seven and then ');
      begun.resolve();
    };
    const client = await connectMcp(owner, options);
    const hangUp = new AbortController();
    const args = { project: 'harbour', question: 'When does the ferry leave?' };
    const asked = client.callTool({ name: 'ask', arguments: args }, { signal: hangUp.signal });
    await begun.promise;
    hangUp.abort();
    await expect(asked).rejects.toThrow();
    await client.close();
    await ended.promise;
  });
});

describe('a key', () => {
  const ALL = ['ask', 'get_document', 'list_projects', 'recall', 'remember', 'search'];

  it.each([
    ['query', ['ask', 'search'], 0, 1],
    ['projects:read', ['get_document', 'list_projects'], 1, 0],
    ['memory:read', ['recall'], 0, 0],
    ['memory:write', ['recall', 'remember'], 0, 0],
    ['ingest', [], 0, 0],
  ])(
    'with %s alone sees the tools of that scope, and the others do not exist for it',
    async (scope, expected, templates, prompts) => {
      const client = await withKey({ scopes: [scope] });
      expect(await toolsOf(client)).toEqual(expected);
      for (const name of ALL.filter((each) => !expected.includes(each))) {
        await expect(call(client, name), name).rejects.toMatchObject({
          code: -32602,
          message: expect.stringContaining('not found'),
        });
      }
      expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(templates);
      expect((await client.listPrompts()).prompts).toHaveLength(prompts);
      if (templates === 0) {
        expect((await client.listResources()).resources).toEqual([]);
        await expect(client.readResource({ uri: documentUri(ferry) })).rejects.toMatchObject({ code: -32602 });
      }
      await client.close();
    },
  );

  it('of one project need not name it, and sees no other', async () => {
    behave = says('At seven [1].');
    const client = await withKey({ scopes: ['query', 'projects:read'], project_ids: [project.id] });
    expect(dataOf(await call(client, 'search', { query: 'ferry' })).results[0].document.id).toBe(ferry);
    expect(dataOf(await call(client, 'ask', { question: 'When does the ferry leave?' })).refused).toBe(false);
    expect(dataOf(await call(client, 'get_document', { id: ferry })).text).toBe(FERRY);
    expect(dataOf(await call(client, 'list_projects')).data).toMatchObject([{ id: project.id }]);
    const uris = (await client.listResources()).resources.map(({ uri }) => uri);
    expect(uris).toHaveLength(2);
    expect(uris.every((uri) => uri.startsWith('ragkeep://projects/harbour/'))).toBe(true);

    const [mayor] = (await owner.get(`/projects/${other.id}/documents`)).body.data;
    for (const [name, args] of [
      ['search', { project: 'town', query: 'mayor' }],
      ['ask', { project: other.id, question: 'Who is the mayor?' }],
      ['ask', { agent: other.agent_id, question: 'Who is the mayor?' }],
      ['get_document', { project: 'town', id: mayor.id }],
      ['get_document', { project: 'harbour', id: mayor.id }],
    ] as const) {
      const result = await call(client, name, args);
      expect(result.isError, name).toBe(true);
      expect(textOf(result)).toMatch(/^No such (?:project|agent|document) \(not_found\)$/);
    }
    for (const uri of [documentUri(mayor.id, 'town'), documentUri(mayor.id)]) {
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
    }
    await client.close();
  });

  it('of one agent asks that agent alone, and sees no project', async () => {
    behave = says('At seven [1].');
    const client = await withKey({ scopes: ['query', 'projects:read'], agent_ids: [project.agent_id] });
    const question = 'When does the ferry leave?';
    expect(dataOf(await call(client, 'ask', { question })).refused).toBe(false);
    expect((await call(client, 'ask', { question, agent: other.agent_id })).isError).toBe(true);
    expect((await call(client, 'ask', { question, project: 'harbour' })).isError).toBe(true);
    expect(textOf(await call(client, 'search', { project: 'harbour', query: 'ferry' }))).toBe(
      'No such project (not_found)',
    );
    expect((await call(client, 'get_document', { project: 'harbour', id: ferry })).isError).toBe(true);
    expect(dataOf(await call(client, 'list_projects')).data).toEqual([]);
    expect((await client.listResources()).resources).toEqual([]);
    await client.close();
  });

  it('that was derived with a filter finds only what the filter allows, and reads no document', async () => {
    const { raw } = await keyOf(app, owner, { scopes: ['query', 'projects:read'] });
    const claims: DerivedClaims = {
      expiresAt: new Date(Date.now() + 600_000),
      scopes: ['query'],
      filter: { team: 'sales' },
    };
    const client = await connectMcp(app.client(await deriveKey(raw, claims)));
    expect(await toolsOf(client)).toEqual(['ask', 'search']);
    const { results } = dataOf(await call(client, 'search', { project: 'harbour', query: 'museum ferry', filter: {} }));
    expect(results.map(({ document }: { document: { title: string } }) => document.title)).toEqual(['Ferry']);
    expect((await client.listResources()).resources).toEqual([]);
    await client.close();
  });

  it('that was derived for a user recalls what is known of that user, and of no other', async () => {
    await call(mcp, 'remember', { user_id: 'carla', facts: ['Carla sails at night'] });
    await call(mcp, 'remember', { user_id: 'dora', facts: ['Dora sails by day'] });
    const { raw } = await keyOf(app, owner, { scopes: ['memory:read'] });
    const claims: DerivedClaims = {
      expiresAt: new Date(Date.now() + 600_000),
      scopes: ['memory:read'],
      subject: 'carla',
    };
    const client = await connectMcp(app.client(await deriveKey(raw, claims)));
    expect(textOf(await call(client, 'recall', { query: 'Who sails?' }))).toMatch(/^(?!.*Dora).*Carla sails at night/s);
    const foreign = await call(client, 'recall', { query: 'Who sails?', user_id: 'dora' });
    expect(textOf(foreign)).toBe('No such user (not_found)');
    await client.close();
  });

  it('that is revoked is refused at its next call', async () => {
    const key = await keyOf(app, owner, { scopes: ['query'] });
    const client = await connectMcp(key.client);
    await owner.delete(`/api-keys/${key.id}`);
    await expect(client.listTools()).rejects.toMatchObject({ status: 401 });
    await client.close();
  });
});
