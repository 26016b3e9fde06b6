import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { Client } from './client.ts';
import { failedStart, type ServerProcess, startServerProcess } from './server-process.ts';

// Only the embedded database dies with the server.
const embeddedOnly = process.env.TEST_DATABASE === 'embedded';

let dataDir: string;
let server: ServerProcess | undefined;

const start = async () => {
  server = await startServerProcess({ DATA_DIR: dataDir });
  return server;
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ragkeep-kill-'));
  await symlink(inject('modelDir'), join(dataDir, 'models'));
});
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

it.runIf(embeddedOnly)(
  // More kills, and other moments: test/faults/kill.test.ts.
  'kill -9 while 60 documents are ingested: afterwards all are there once, none half',
  async () => {
    const first = new Client((await start()).url);
    const { api_key } = (await first.post('/tenants', { name: 'K', email: 'k@example.com' })).body;
    const before = new Client(first.url, api_key);
    const { id } = (await before.post('/projects', { name: 'Kill' })).body;
    const documents = Array.from({ length: 60 }, (_, n) => ({
      external_id: `d${n}`,
      text: `# Document ${n}\n\nMarker m${n}m opens it.\n\n# Second part\n\nMarker z${n}z closes it.`,
    }));
    const { job } = (await before.post(`/projects/${id}/ingest`, { documents })).body;
    // At a moment of its progress, not of the clock.
    for (let done = 0; done < 20; ) done = (await before.get(`/jobs/${job.id}`)).body.progress.done;
    await server?.end('SIGKILL');
    const client = new Client((await start()).url, api_key);
    const settled = await client.settled(job.id);
    expect(settled).toMatchObject({ status: 'succeeded', documents: { succeeded: 60, failed: 0 } });
    expect(settled.passages.embedded).toBe(settled.passages.searchable);

    const { data } = (await client.get(`/projects/${id}/documents?limit=200`)).body;
    const seen = new Map<string, number>(
      data.map((row: { external_id: string; chunks: number }) => [row.external_id, row.chunks]),
    );
    expect(data.length).toBe(60);
    expect(seen.size).toBe(60);
    expect((await client.get(`/projects/${id}`)).body.documents).toBe(60);
    expect(new Set(seen.values()).size).toBe(1); // alike documents have as many passages each: none is half
    for (const n of [0, 21, 59]) {
      for (const marker of [`m${n}m`, `z${n}z`]) {
        const { results } = (await client.post(`/projects/${id}/search`, { query: marker, mode: 'lexical' })).body;
        expect(results[0]?.document.external_id).toBe(`d${n}`);
      }
    }
  },
  300_000,
);

it.runIf(embeddedOnly)('SIGTERM ends it cleanly; a second process on the same folder is refused', async () => {
  const running = await start();
  const second = await failedStart({ DATA_DIR: dataDir });
  expect(second).toEqual({ code: 1, said: expect.stringContaining('is in use by another Ragkeep process') });
  expect(await running.end('SIGTERM')).toBe(0);
});

it.runIf(embeddedOnly)('another secret than the database is used with stops the start', async () => {
  expect(await (await start()).end('SIGTERM')).toBe(0);
  const { code, said } = await failedStart({
    DATA_DIR: dataDir,
    RAGKEEP_SECRET: 'another secret of enough characters',
  });
  expect(code).toBe(1);
  expect(said).toContain('The secret is not the one that this database is used with');
});

it('a wrong setting stops the start with its name', async () => {
  const { code, said } = await failedStart({ DATA_DIR: dataDir, PORT: 'eighty', LLM_BASE_URL: 'nowhere' });
  expect(code).toBe(1);
  expect(said).toContain('PORT');
  expect(said).toContain('LLM_BASE_URL');
});
