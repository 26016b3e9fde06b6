import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { Client } from '../client.ts';
import { testDatabaseServer } from '../database.ts';
import { failedStart } from '../server-process.ts';
import { injected } from './support/ledger.ts';
import { startServer } from './support/server.ts';

const secret = 'a secret for the fault tests, long enough';

async function onServer(): Promise<{ env: Record<string, string>; query: (text: string) => Promise<unknown[]> }> {
  const database = await testDatabaseServer();
  onTestFinished(database.close);
  const dataDir = await mkdtemp(join(tmpdir(), 'faults-schema-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    env: { DATA_DIR: dataDir, DATABASE_URL: database.url, DATABASE_POOL_SIZE: '2', RAGKEEP_SECRET: secret },
    query,
  };
}

it('two processes migrate an empty database at once: each step is taken once, and both serve', async () => {
  const { env, query } = await onServer();
  const names = await query('SELECT name FROM migrations ORDER BY name');
  await query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  injected('two migrators at once');
  const servers = await Promise.all([startServer(env), startServer(env)]);
  expect(await query('SELECT name FROM migrations ORDER BY name')).toEqual(names);
  const [first, second] = servers.map(({ url }) => new Client(url));
  const { api_key } = (await first?.post('/tenants', { name: 'M', email: 'm@example.com' }))?.body ?? {};
  expect((await new Client(second?.url ?? '', api_key).get('/auth/me')).status).toBe(200);
});

it('an old binary that meets a newer schema refuses to start and changes nothing', async () => {
  const { env, query } = await onServer();
  await query(`INSERT INTO migrations (name, "timestamp") VALUES ('9999_of_the_future', '2100-01-01')`);
  injected('newer schema');
  const before = await query('SELECT name FROM migrations ORDER BY name');
  const { code, said } = await failedStart(env);
  expect(code).toBe(1);
  expect(said).toContain('set up by a newer version of Ragkeep (it has 9999_of_the_future)');
  expect(await query('SELECT name FROM migrations ORDER BY name')).toEqual(before);
});
