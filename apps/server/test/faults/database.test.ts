import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Client } from '../client.ts';
import { testDatabaseServer } from '../database.ts';
import { type Between, between } from './support/away.ts';
import { accounted, injected } from './support/ledger.ts';
import { type FaultyServer, startServer } from './support/server.ts';

/** A server with its database behind something that can take it away, and a tenant with two keys and a project. */
async function startBehind(): Promise<{ server: FaultyServer; database: Between; client: Client; project: string }> {
  const real = await testDatabaseServer();
  onTestFinished(real.close);
  const address = new URL(real.url);
  const database = await between(Number(address.port));
  address.port = String(database.port);
  const dataDir = await mkdtemp(join(tmpdir(), 'faults-database-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const server = await startServer({
    DATA_DIR: dataDir,
    DATABASE_URL: address.href,
    DATABASE_POOL_SIZE: '3',
    RAGKEEP_SECRET: 'a secret for the fault tests, long enough',
  });
  const { api_key } = (await new Client(server.url).post('/tenants', { name: 'D', email: 'd@example.com' })).body;
  const client = new Client(server.url, api_key);
  const project = (await client.post('/projects', { name: 'Database' })).body.id;
  return { server, database, client, project };
}

const refusal = ({ status, body, headers }: Awaited<ReturnType<Client['get']>>) => [
  status,
  body.code,
  Number(headers.get('retry-after')) > 0,
];
const unavailable = [503, 'unavailable', true];

/** Until it answers as before, and the process is the same one. */
const well = (client: Client) =>
  expect.poll(async () => (await client.get('/system/ready')).status, { timeout: 120_000 }).toBe(200);

it('the database goes away, five times: 503 with Retry-After, and it recovers by itself', async () => {
  const { server, database, client, project } = await startBehind();
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round++) {
    const { id } = (await client.post('/api-keys', { name: `Key ${round}` })).body;
    acknowledged.push(id);
    // Work is at hand while it happens: the job must end nevertheless.
    const documents = Array.from({ length: 5 }, (_, n) => ({
      external_id: `d${round}-${n}`,
      text: `About m${round}x${n}.`,
    }));
    const { job } = (await client.post(`/projects/${project}/ingest`, { documents })).body;
    await database.goAway();
    injected('database away');
    const path = `/projects/${project}`;
    const refused = [
      await client.get(path),
      await client.patch(path, { name: 'No' }),
      await client.get('/system/ready'),
    ];
    expect(refused.map(refusal)).toEqual([unavailable, unavailable, unavailable]);
    expect((await client.get('/system/health')).status).toBe(200);
    await database.comeBack();
    await well(client);
    expect(await client.settled(job.id)).toMatchObject({ status: 'succeeded', documents: { succeeded: 5 } });
  }
  await expect.poll(() => server.written()).toContain('ECONNREFUSED');
  const { data } = (await client.get('/api-keys?limit=100')).body;
  const there = new Set(data.map(({ id }: { id: string }) => id));
  const lost = acknowledged.filter((id) => !there.has(id)).length;
  const { documents } = (await client.get(`/projects/${project}`)).body;
  accounted(5 + 25, lost + 25 - documents);
  expect([lost, documents]).toEqual([0, 25]);
});

it('the database hangs without a word: requests are answered all the same, and it recovers by itself', async () => {
  const { database, client, project } = await startBehind();
  database.hang();
  injected('database hangs');
  const path = `/projects/${project}`;
  const answers = await Promise.all(Array.from({ length: 12 }, () => client.get(path)));
  expect(answers.map(refusal)).toEqual(Array.from({ length: 12 }, () => unavailable));
  expect((await client.get('/system/health')).status).toBe(200);
  await database.comeBack();
  await well(client);
  expect((await client.get(path)).status).toBe(200);
});

it('a key that was revoked stays revoked when the database goes away right after', async () => {
  const { database, client } = await startBehind();
  const { id, raw_key } = (await client.post('/api-keys', { name: 'To be revoked' })).body;
  const revoked = new Client(client.url, raw_key);
  expect((await revoked.get('/auth/me')).status).toBe(200);
  expect((await client.delete(`/api-keys/${id}`)).status).toBeLessThan(300);
  await database.goAway();
  injected('database away');
  // Nobody can be asked: whatever it is answered, it is not let in.
  const meanwhile = await revoked.get('/auth/me');
  expect([401, 503]).toContain(meanwhile.status);
  await database.comeBack();
  await well(client);
  const after = (await revoked.get('/auth/me')).status;
  accounted(1, after === 401 ? 0 : 1);
  expect(after).toBe(401);
});
