import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';

const folder = join(import.meta.dirname, '../../../integrations/n8n-nodes-ragkeep');

type Json = Record<string, unknown>;
interface Call {
  method: string;
  path: string;
  query?: Json;
  body?: Json;
  file?: object;
}
// Named by their paths, since the package is compiled by n8n’s rules and not by ours.
const { OPERATIONS } = (await import(join(folder, 'nodes/Ragkeep/operations.ts'))) as {
  OPERATIONS: Record<string, Record<string, (context: object) => Promise<Json | Json[]>>>;
};
const { formOf } = (await import(join(folder, 'nodes/Ragkeep/form.ts'))) as {
  formOf(file: object, fields: Json, boundary: string): { type: string; body: Buffer };
};

let app: TestApp;
let client: Client;
let project: { id: string; agent_id: string };
beforeAll(async () => {
  app = await startTestApp();
  const owner = await app.tenant();
  project = (await owner.post('/projects', { name: 'Ferry' })).body;
  const scopes = ['ingest', 'query', 'projects:read', 'memory:write'];
  client = app.client((await owner.post('/api-keys', { name: 'n8n', scopes })).body.raw_key);
});
afterAll(() => app.close());

/** What the node does with n8n’s helpers, by this test’s client. */
async function request({ method, path, query, body, file }: Call): Promise<Json> {
  const search = query ? `?${new URLSearchParams(query as Record<string, string>)}` : '';
  const form = file ? formOf(file, body ?? {}, 'boundary') : null;
  const sent = form ? form.body.toString('latin1') : body;
  const answer = await client.send(method, path + search, sent, form ? { 'content-type': form.type } : {});
  if (answer.status >= 400) throw new Error(answer.body.message);
  return answer.body ?? {};
}

async function run(resource: string, operation: string, parameters: Json): Promise<Json[]> {
  let path = '';
  const context = {
    parameter: (name: string) => parameters[name],
    request(call: Call) {
      path = call.path;
      return request(call);
    },
    file: async () => ({ name: 'a "b".txt', type: 'text/plain', data: Buffer.from('Gulls eat fish on Sundays.') }),
    // Between two looks at a job, until it is done.
    sleep: () => client.settled(path.replace('/jobs/', '')),
    failure: (message: string, description: string) => new Error(`${message}: ${description}`),
  };
  return [await OPERATIONS[resource]?.[operation]?.(context)].flat() as Json[];
}

it('every operation of the n8n node does what the server takes', async () => {
  const projectId = project.id;
  const options = { title: 'Dogs', external_id: 'dogs', metadata: '{"lang":"en"}' };
  const [text] = await run('document', 'ingestText', { projectId, text: 'Dogs pay two crowns.', options });
  expect(text).toMatchObject({ status: 'succeeded', name: 'dogs' });
  const uploading = {
    binaryField: 'data',
    options: { title: 'Gulls', metadata: { lang: 'en' }, waitUntilDone: false },
  };
  const [upload] = await run('document', 'upload', { projectId, ...uploading });
  expect(await run('job', 'wait', { jobId: upload?.id, timeout: 60 })).toMatchObject([{ status: 'succeeded' }]);
  expect(await run('job', 'get', { jobId: upload?.id })).toMatchObject([{ id: upload?.id, kind: 'ingest' }]);

  const documents = await run('document', 'getAll', { projectId, returnAll: true });
  expect(documents).toMatchObject([
    { title: 'Gulls', filename: 'a _b_.txt', metadata: { lang: 'en' } },
    { title: 'Dogs', external_id: 'dogs' },
  ]);
  expect(await run('document', 'getAll', { projectId, returnAll: false, limit: 1 })).toHaveLength(1);
  const filter = '{"lang":"en"}';
  const query = { projectId, query: 'dogs', topK: 1, options: { mode: 'lexical', filter } };
  expect(await run('passage', 'search', query)).toMatchObject([{ document: { title: 'Dogs' } }]);
  const asking = { message: 'What do dogs pay?', options: { citation_style: 'none', conversation_id: '', filter } };
  const [answer] = await run('question', 'ask', { agentId: project.agent_id, ...asking });
  expect(answer).toMatchObject({ answer: 'Dogs pay two crowns.', citations: [{ document: { title: 'Dogs' } }] });

  expect(await run('memory', 'add', { userId: 'u-1', text: 'Rides with a dog.' })).toMatchObject([{ status: 'added' }]);
  const [recalled] = await run('memory', 'query', { userId: 'u-1', query: 'dog', topK: 3 });
  expect(recalled).toMatchObject({ context: expect.stringContaining('Rides with a dog.') });
  expect(await run('project', 'getAll', { returnAll: true })).toMatchObject([{ name: 'Ferry' }]);

  await run('document', 'delete', { projectId, documentId: documents[0]?.id });
  expect(await run('document', 'getAll', { projectId, returnAll: true })).toHaveLength(1);
  await expect(run('document', 'ingestUrl', { projectId, url: 'http://127.0.0.1:1/', options: {} })).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:1\//,
  );
  await expect(run('passage', 'search', { ...query, options: { filter: '[1]' } })).rejects.toThrow(/“Filter” is not/);
});

it('each operation can be chosen, and each choice is an operation', async () => {
  for (const [resource, operations] of Object.entries(OPERATIONS)) {
    const source = await readFile(join(folder, 'nodes/Ragkeep/properties', `${resource}.ts`), 'utf8');
    const chosen = [...source.matchAll(/value: '(\w+)',\s+description: [^\n]+\s+action:/g)].map(([, value]) => value);
    expect(chosen.sort()).toEqual(Object.keys(operations).sort());
  }
});

it('RT-9: the example workflows differ in nothing but the kind of credential', async () => {
  const examples = await readdir(join(folder, 'examples'));
  expect(examples.sort()).toEqual([
    'community-node.json',
    'http-request-bearer-auth.json',
    'http-request-header-auth.json',
  ]);
  const [bearer = '', header = ''] = await Promise.all(
    ['bearer', 'header'].map((kind) => readFile(join(folder, `examples/http-request-${kind}-auth.json`), 'utf8')),
  );
  expect(bearer.replaceAll('httpBearerAuth', 'httpHeaderAuth').replace('Bearer Auth', 'Header Auth')).toBe(header);
  expect(bearer.match(/"genericAuthType": "httpBearerAuth"/g)).toHaveLength(3);
});
