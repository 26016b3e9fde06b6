import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEndpointEncoder } from '../src/platform/embedding/index.ts';
import { startTestApp, type TestApp } from './app.ts';
import type { Client } from './client.ts';
import { testDatabase } from './database.ts';

const RAGKEEP_SECRET = 'the same secret for both configurations';

let endpoint: Server;
let baseUrl: string;
/** Questions are answered at once, passages when this is. */
const passagesMayPass = Promise.withResolvers<void>();

/** Words hashed into 32 components: poor vectors, but real ones. */
function embed(text: string): number[] {
  const vector = Array.from({ length: 32 }, () => 0.01);
  for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
    const place = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 32, 7);
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { input } = JSON.parse(Buffer.concat(parts).toString());
    if (input.length > 1) await passagesMayPass.promise;
    const data = input.map((text: string, index: number) => ({ object: 'embedding', index, embedding: embed(text) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data, model: 'm' }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`;
});
afterAll(() => void endpoint.close());

const encodersOf = async (app: TestApp): Promise<string[]> =>
  (await app.db.selectFrom('chunk_vectors').select('encoder').distinct().execute()).map((row) => row.encoder);

async function semantic(client: Client, projectId: string, query: string) {
  const { body } = await client.post(`/projects/${projectId}/search`, { query, mode: 'semantic' });
  return { first: body.results[0]?.document.external_id, degraded: body.degraded };
}

it('a changed encoder encodes everything anew, while the vectors of before serve every search until the switch', async () => {
  const database = await testDatabase();
  const before = await startTestApp({ RAGKEEP_SECRET }, { database: { ...database, close: async () => {} } });
  const owner = await before.tenant();
  const { id } = (await owner.post('/projects', { name: 'Harbour' })).body;
  await owner.ingest(id, {
    documents: [
      { external_id: 'lamp', text: 'The lamp of the lighthouse turns every thirty seconds.' },
      { external_id: 'soup', text: 'The cook makes soup of fish on Fridays.' },
    ],
  });
  expect(await semantic(owner, id, 'what is for dinner')).toEqual({ first: 'soup', degraded: null });
  expect(await encodersOf(before)).toEqual(['use-lite-512']);
  await before.close();

  const settings = { EMBEDDING_BASE_URL: baseUrl, EMBEDDING_MODEL: 'm', RAGKEEP_SECRET };
  const encoder = createEndpointEncoder({ baseUrl, model: 'm', apiKey: 'none' });
  const after = await startTestApp(settings, { database, encoder });
  try {
    const client = after.client(owner.key);
    // The old vectors find what only the old encoder can know.
    expect(await semantic(client, id, 'what is for dinner')).toEqual({ first: 'soup', degraded: null });
    expect(await encodersOf(after)).toEqual(['use-lite-512']);
    passagesMayPass.resolve();
    await expect.poll(() => encodersOf(after), { timeout: 20_000 }).toEqual(['openai:m']);
    expect(await semantic(client, id, 'how often does the lamp turn')).toEqual({ first: 'lamp', degraded: null });
    expect((await after.db.selectFrom('projects').select('encoder').executeTakeFirstOrThrow()).encoder).toBe(
      'openai:m',
    );
    // What comes later has its vectors from the new encoder at once.
    await client.ingest(id, {
      documents: [{ external_id: 'horn', text: 'The horn sounds in fog.' }, { text: 'More.' }],
    });
    expect(await semantic(client, id, 'horn in fog')).toEqual({ first: 'horn', degraded: null });
  } finally {
    await after.close();
  }
});
