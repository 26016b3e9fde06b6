import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    LLM_BASE_URL: 'http://127.0.0.1:9/v1',
    LLM_MODEL: 'm',
    LLM_API_KEY: 'sk-canary-of-the-model',
  });
});
afterAll(() => app.close());

it('RT-3: a raw key is in no table, no log and no file, whatever was done with it', async () => {
  const owner = await app.tenant();
  const created = await owner.post('/api-keys', { name: 'Canary' }, { 'idempotency-key': 'canary' });
  const child = app.client(created.body.raw_key);
  const { id, agent_id } = (await child.post('/projects', { name: 'P' })).body;
  await child.ingest(id, { text: 'The canary sings at dawn.' });
  await child.get('/projects', { 'x-api-key': created.body.raw_key }); // two credentials
  await child.get(`/projects?key=${created.body.raw_key}`);
  await app.client(`${created.body.raw_key.slice(0, -1)}x`).get('/projects');
  await child.post(`/agents/${agent_id}/query`, { message: 'When does the canary sing?' }); // the model is away
  const rotated = await owner.post(`/api-keys/${created.body.id}/rotate`, { grace_seconds: 60 });
  await owner.delete(`/api-keys/${created.body.id}`);
  await app.flush();

  const secrets = [owner.key ?? '', created.body.raw_key, rotated.body.raw_key, 'sk-canary-of-the-model'];
  const { rows: tables } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`.execute(app.db);
  expect(tables.length).toBeGreaterThan(10);
  const sinks: [string, string][] = [['log', app.logged()]];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(name)} t`.execute(app.db);
    sinks.push([name, rows.map(({ row }) => row).join('\n')]);
  }
  for (const path of await readdir(app.dataDir, { recursive: true, withFileTypes: true })) {
    if (path.isFile()) sinks.push([path.name, await readFile(join(path.parentPath, path.name), 'latin1')]);
  }
  for (const [sink, text] of sinks) {
    for (const secret of secrets) {
      expect(text.includes(secret), sink).toBe(false);
      expect(text.includes(Buffer.from(secret).toString('hex')), sink).toBe(false); // as bytea is written
    }
  }
  expect(app.logged()).toContain('"route":"/api/v1/api-keys"');
});
