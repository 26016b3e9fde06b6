import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, inject, it, onTestFinished } from 'vitest';
import { chatEndpoint, says, token } from '../../src/platform/llm/chat-endpoint.testing.ts';
import { Client } from '../client.ts';
import { openEvents } from '../support/event-stream.ts';
import { accounted, injected } from './support/ledger.ts';
import { type FaultyServer, startServer } from './support/server.ts';

let dataDir: string;
let server: FaultyServer;
let client: Client;
let key: string | undefined;

/** Starts the server, the first time or after a kill, and points the client at it. */
async function start(env: Record<string, string> = {}): Promise<void> {
  server = await startServer({ DATA_DIR: dataDir, ...env });
  key ??= (await new Client(server.url).post('/tenants', { name: 'K', email: 'k@example.com' })).body.api_key as string;
  client = new Client(server.url, key);
}

async function kill(doing: string): Promise<void> {
  await server.end('SIGKILL');
  injected(`kill -9 while ${doing}`);
}

beforeEach(async () => {
  key = undefined;
  dataDir = await mkdtemp(join(tmpdir(), 'faults-kill-'));
  await symlink(inject('modelDir'), join(dataDir, 'models'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
});

it('kill -9 while 200 documents are ingested: afterwards all are there once, none half', async () => {
  await start();
  const { id } = (await client.post('/projects', { name: 'Kill' })).body;
  const documents = Array.from({ length: 200 }, (_, n) => ({
    external_id: `d${n}`,
    text: `# Document ${n}\n\nMarker m${n}m opens it.\n\n# Second part\n\nMarker z${n}z closes it.`,
  }));
  const { job } = (await client.post(`/projects/${id}/ingest`, { documents })).body;
  // At three moments of its progress, not of the clock.
  for (const mark of [20, 80, 150]) {
    for (;;) {
      const { progress } = (await client.get(`/jobs/${job.id}`)).body;
      if (progress.done >= mark) break;
    }
    await kill('ingesting');
    await start();
  }
  const settled = await client.settled(job.id);
  expect(settled).toMatchObject({ status: 'succeeded', documents: { succeeded: 200, failed: 0 } });
  expect(settled.passages.embedded).toBe(settled.passages.searchable);
  const { data } = (await client.get(`/projects/${id}/documents?limit=200`)).body;
  expect(new Set(data.map(({ chunks }: { chunks: number }) => chunks)).size).toBe(1); // alike documents: none is half
  const there = new Set(data.map(({ external_id }: { external_id: string }) => external_id));
  accounted(200, 200 - there.size);
  expect([there.size, data.length]).toEqual([200, 200]);
  for (const n of [0, 21, 81, 151, 199]) {
    for (const marker of [`m${n}m`, `z${n}z`]) {
      const { results } = (await client.post(`/projects/${id}/search`, { query: marker, mode: 'lexical' })).body;
      expect(results[0]?.document.external_id).toBe(`d${n}`);
    }
  }
});

it('kill -9 while a document is replaced: searches see the whole old or the whole new text', async () => {
  await start();
  const { id } = (await client.post('/projects', { name: 'Replace' })).body;
  const version = (n: number) =>
    Array.from({ length: 30 }, (_, part) => `# Part ${part}\n\nVersion v${n}v says ${'word '.repeat(80)}`).join('\n\n');
  await client.ingest(id, { external_id: 'book', text: version(0) });
  let newest = 0;
  for (let n = 1; n <= 4; n++) {
    const answer = await client.post(`/projects/${id}/ingest`, { external_id: 'book', text: version(n) });
    if (answer.status === 202) newest = n;
    await kill('replacing a document');
    await start();
    const { data } = (await client.get(`/projects/${id}/documents`)).body;
    const hits = new Set<string>();
    const { results } = (await client.post(`/projects/${id}/search`, { query: 'Version', mode: 'lexical', top_k: 50 }))
      .body;
    for (const { text } of results) for (const [mark] of text.matchAll(/v\d+v/g)) hits.add(mark);
    expect([data.length, hits.size]).toEqual([1, 1]);
  }
  await expect
    .poll(
      async () =>
        (await client.post(`/projects/${id}/search`, { query: `v${newest}v`, mode: 'lexical' })).body.results[0]?.text,
      { timeout: 60_000 },
    )
    .toContain(`v${newest}v`);
  accounted(5, 0);
});

it('kill -9 while an answer is streamed: what was said before is there, the broken exchange is not', async () => {
  const model = await chatEndpoint(says('At seven [1].'), (response) => token(response, 'At seven and then '));
  const env = { LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'tiny' };
  await start(env);
  const project = (await client.post('/projects', { name: 'Harbour' })).body;
  await client.ingest(project.id, { text: 'The ferry leaves at seven.' });
  const ask = `/agents/${project.agent_id}/query`;
  const { conversation_id } = (await client.post(ask, { message: 'When does the ferry leave?' })).body;
  const stream = await openEvents(client, ask, { message: 'And when does the ferry leave on Sunday?', stream: true });
  await stream.next();
  await kill('answering');
  await start(env);
  const { data } = (await client.get('/conversations')).body;
  accounted(1, data.length === 1 ? 0 : 1);
  expect(data.map(({ id }: { id: string }) => id)).toEqual([conversation_id]);
  expect((await client.get(`/conversations/${conversation_id}/messages`)).text).toContain('At seven');
});

it('kill -9 right after keys were revoked: they stay revoked, and those that were made work', async () => {
  await start();
  let lost = 0;
  const rounds = 4;
  for (let round = 0; round < rounds; round++) {
    const made = (await client.post('/api-keys', { name: `Stays ${round}` })).body;
    const doomed = (await client.post('/api-keys', { name: `Goes ${round}` })).body;
    expect((await new Client(client.url, doomed.raw_key).get('/auth/me')).status).toBe(200);
    // Not awaited one by one: the kill comes in the middle of the second half.
    const also = (await client.post('/api-keys', { name: `Perhaps ${round}` })).body;
    expect((await client.delete(`/api-keys/${doomed.id}`)).status).toBeLessThan(300);
    void client.delete(`/api-keys/${also.id}`).catch(() => {});
    await kill('revoking');
    await start();
    if ((await new Client(client.url, doomed.raw_key).get('/auth/me')).status !== 401) lost += 1;
    if ((await new Client(client.url, made.raw_key).get('/auth/me')).status !== 200) lost += 1;
  }
  accounted(rounds * 2, lost);
  expect(lost).toBe(0);
});
