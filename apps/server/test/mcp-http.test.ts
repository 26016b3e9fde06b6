import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { connectMcp, postMcp } from './support/mcp.ts';

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const MEGABYTE = 1024 * 1024;

let app: TestApp;
let owner: Client;

beforeAll(async () => {
  app = await startTestApp({ CORS_ORIGINS: 'https://app.example.com' });
  owner = await app.tenant();
});
afterAll(() => app.close());

it.each(['GET', 'POST', 'DELETE'])('%s without a credential is 401 with a challenge', async (method) => {
  const response = await fetch(`${app.url}/mcp`, { method });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toContain('Bearer');
});

it.each(['GET', 'DELETE', 'PUT', 'PATCH'])('%s is 405, since there are no sessions', async (method) => {
  const response = await fetch(`${app.url}/mcp`, { method, headers: { authorization: `Bearer ${owner.key}` } });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
});

it('takes the key as X-Api-Key too', async () => {
  const response = await postMcp(app.client(), LIST, { 'x-api-key': owner.key ?? '' });
  expect(response.status).toBe(200);
});

it.each([
  ['https://evil.example', 403],
  ['null', 403],
  ['https://app.example.com', 200],
])('a page of %s gets %d', async (origin, status) => {
  const response = await postMcp(owner, LIST, { origin });
  expect(response.status).toBe(status);
  const { code } = status === 403 ? ((await response.json()) as { code: string }) : { code: null };
  expect(code).toBe(status === 403 ? 'foreign_origin' : null);
});

it.each([
  ['a body that is no JSON', '{"jsonrpc"', {}, 400, -32700],
  ['no body', '', {}, 400, -32700],
  ['several messages at once', [LIST, LIST], {}, 400, -32600],
  ['a client that takes no events', LIST, { accept: 'application/json' }, 406, -32000],
  ['an unknown revision', LIST, { 'mcp-protocol-version': '1999-01-01' }, 400, -32000],
])('%s is refused in the form of the protocol', async (_, body, headers, status, code) => {
  const response = await postMcp(owner, body, headers);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
});

it.each([
  ['a body over a megabyte', 413, { ...LIST, params: { cursor: 'x'.repeat(MEGABYTE) } }, {}],
  ['another content type', 415, 'x', { 'content-type': 'text/plain' }],
])('%s is %d', async (_, status, body, headers) => {
  expect((await postMcp(owner, body, headers)).status).toBe(status);
});

it('a method that nobody knows, and an answer to nothing', async () => {
  const unknown = await postMcp(owner, { jsonrpc: '2.0', id: 1, method: 'keys/list' });
  expect(await unknown.text()).toContain('-32601');
  expect((await postMcp(owner, { jsonrpc: '2.0', id: 1, result: {} })).status).toBe(202);
});

it('keys that JavaScript gives a meaning change nothing', async () => {
  await owner.post('/projects', { name: 'Proto' });
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"__proto__","arguments":{"__proto__":{"x":1}}}}`;
  const response = await postMcp(owner, body);
  expect(await response.text()).toContain('-32602');
  expect(({} as { x?: unknown }).x).toBeUndefined();
});

it('resources come in pages of a hundred, newest first, each once', async () => {
  const { id } = (await owner.post('/projects', { name: 'Many' })).body;
  await owner.ingest(id, { text: 'The keeper counts the lamps at dusk.' });
  await sql`
    INSERT INTO documents
    SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'external_id', 'copy ' || n))).*
    FROM documents d, generate_series(1, 102) n
    WHERE d.project_id = ${id}`.execute(app.db);

  const first = await listedAfter({});
  expect(first.resources).toHaveLength(100);
  const second = await listedAfter({ cursor: first.nextCursor });
  expect(second.resources).toHaveLength(3);
  expect(second.nextCursor).toBeUndefined();
  const uris = [...first.resources, ...second.resources].map(({ uri }) => uri);
  expect(uris).toEqual([...new Set(uris)].sort().reverse());

  const client = await connectMcp(owner);
  expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(uris);
  await client.close();
});

interface Listed {
  resources: { uri: string }[];
  nextCursor?: string;
}

async function listedAfter(params: object): Promise<Listed> {
  const response = await postMcp(owner, { jsonrpc: '2.0', id: 1, method: 'resources/list', params });
  const [, message = ''] = /^data: (.*)$/m.exec(await response.text()) ?? [];
  return JSON.parse(message).result;
}

const SUITE = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol/conformance/dist/index.js');

/**
 * The suite's scenarios that call tools, resources and prompts of its own example server, or want what only servers with
 * sessions have (`server-sse-*`) or what we do not offer (logging, completions, subscriptions).
 */
const NOT_OURS = [
  'logging-set-level',
  'completion-complete',
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-with-logging',
  'tools-call-error',
  'tools-call-with-progress',
  'tools-call-sampling',
  'tools-call-elicitation',
  'json-schema-2020-12',
  'elicitation-sep1034-defaults',
  'elicitation-sep1330-enums',
  'server-sse-polling',
  'server-sse-multiple-streams',
  'resources-read-text',
  'resources-read-binary',
  'resources-templates-read',
  'resources-subscribe',
  'resources-unsubscribe',
  'prompts-get-simple',
  'prompts-get-with-args',
  'prompts-get-embedded-resource',
  'prompts-get-with-image',
];

it('the official conformance suite passes, but for what needs its own example server', async () => {
  const url = await withCredential(app.url, owner.key ?? '');
  const dir = await mkdtemp(join(tmpdir(), 'ragkeep-conformance-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const baseline = join(dir, 'baseline.yml');
  await writeFile(baseline, ['server:', ...NOT_OURS.map((scenario) => `  - ${scenario}`)].join('\n'));
  const args = ['server', '--url', `${url}/mcp`, '--suite', 'all', '--expected-failures', baseline];
  const suite = spawn(process.execPath, [SUITE, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [suite.stdout, suite.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const [status] = await once(suite, 'close');
  // It also fails if one of those that are expected to fail does not.
  expect(status, printed).toBe(0);
  for (const scenario of [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ]) {
    expect(printed).toMatch(new RegExp(`✓ ${scenario}: [1-9]`));
  }
});

/** The suite can send no credential: this adds one on the way, and changes nothing else. */
async function withCredential(upstream: string, key: string): Promise<string> {
  const server = createServer((incoming, response) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${key}` };
    const outgoing = request(upstream + incoming.url, { method: incoming.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
