import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { Client } from '../client.ts';
import { accounted, injected } from './support/ledger.ts';
import { startServer } from './support/server.ts';

it('SIGTERM under load, three times: it ends within ten seconds, and every acknowledged request is there', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'faults-stop-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  await symlink(inject('modelDir'), join(dataDir, 'models'));
  let server = await startServer({ DATA_DIR: dataDir });
  const { api_key } = (await new Client(server.url).post('/tenants', { name: 'S', email: 's@example.com' })).body;
  const project = (await new Client(server.url, api_key).post('/projects', { name: 'Stop' })).body.id;
  const keys: string[] = [];
  const texts: string[] = [];
  const took: number[] = [];

  for (let round = 0; round < 3; round++) {
    const client = new Client(server.url, api_key);
    let stopped = false;
    const load = async (act: (n: number) => Promise<void>) => {
      for (let n = 0; !stopped; n++) await act(n).catch(() => undefined);
    };
    const clients = [
      load(async (n) => {
        const { status, body } = await client.post('/api-keys', { name: `${round}-${n}` });
        if (status === 201) keys.push(body.id);
      }),
      load(async (n) => {
        const external_id = `d${round}-${n}`;
        const text = `Text of ${external_id}. ${'It goes on. '.repeat(50)}`;
        const { status } = await client.post(`/projects/${project}/ingest`, { external_id, text });
        if (status === 202) texts.push(external_id);
      }),
      load(async () => void (await client.post(`/projects/${project}/search`, { query: 'goes on' }))),
    ];
    const enough = (round + 1) * 15;
    await expect.poll(() => Math.min(keys.length, texts.length), { timeout: 120_000 }).toBeGreaterThanOrEqual(enough);
    const begun = performance.now();
    const code = await server.end('SIGTERM');
    took.push(performance.now() - begun);
    injected('SIGTERM under load');
    stopped = true;
    await Promise.all(clients);
    expect(code).toBe(0);
    server = await startServer({ DATA_DIR: dataDir });
  }

  // The limit is the server's own: past it, its exit code is 1.
  expect(Math.max(...took)).toBeLessThan(11_000);
  const client = new Client(server.url, api_key);
  const ids = async (path: string, name: string) => {
    const found = new Set<string>();
    for (let cursor = ''; ; ) {
      const { body } = await client.get(`${path}?limit=100${cursor}`);
      for (const row of body.data) found.add(row[name]);
      if (body.next_cursor === null) return found;
      cursor = `&cursor=${body.next_cursor}`;
    }
  };
  await expect
    .poll(async () => (await ids(`/projects/${project}/documents`, 'external_id')).size, { timeout: 120_000 })
    .toBeGreaterThanOrEqual(texts.length);
  const [keysThere, textsThere] = [
    await ids('/api-keys', 'id'),
    await ids(`/projects/${project}/documents`, 'external_id'),
  ];
  const lost = keys.filter((id) => !keysThere.has(id)).length + texts.filter((id) => !textsThere.has(id)).length;
  accounted(keys.length + texts.length, lost);
  expect(lost).toBe(0);
});
