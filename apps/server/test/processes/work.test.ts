import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/db/index.ts';
import { Client } from '../client.ts';
import type { ServerProcess } from '../server-process.ts';
import { openEvents } from '../support/event-stream.ts';
import { type Cluster, newTenant, startCluster } from './cluster.ts';
import { serveSlowSite } from './slow-site.ts';

/** More passages than are written in one go. */
const LONG_PAGE = `<title>Long</title><main><h1>Long</h1><p>Marker alphaalpha opens it.</p>${'<p>The keeper counts the lamps, and writes down each of them with its hour and its oil.</p>'.repeat(400)}<p>Marker omegaomega closes it.</p></main>`;

let cluster: Cluster;
let a: ServerProcess;
let b: ServerProcess;
let database: Database;
beforeAll(async () => {
  cluster = await startCluster();
  database = await openDatabase({ url: cluster.databaseUrl, poolSize: 1 });
  [a, b] = await Promise.all([cluster.start('none'), cluster.start('none')]);
});
afterAll(async () => {
  await database.close();
  await cluster.close();
});

const isThere = async (client: Client, project: string, marker: string): Promise<boolean> => {
  const { body } = await client.post(`/projects/${project}/search`, { query: marker, mode: 'lexical' });
  return body.results.some(({ text }: { text: string }) => text.includes(marker));
};

it('a process that only works says how it is, and nothing else', async () => {
  const worker = await cluster.start('only');
  const client = new Client(worker.url);
  for (const path of ['/system/health', '/system/ready']) expect((await client.get(path)).status).toBe(200);
  for (const path of ['/api/v1/projects', '/api/v1/auth/login', '/v1/models', '/', '/nowhere']) {
    const answer = await fetch(worker.url + path);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('only works off the queue');
  }
  expect(await worker.end('SIGTERM')).toBe(0);
});

describe('what a worker had at hand', () => {
  it('is given back by one that is stopped, and taken up by another', async () => {
    const client = await newTenant(a, b);
    const project = (await client.post('/projects', { name: 'Stop' })).body.id;
    const site = await serveSlowSite();
    const first = await cluster.start('only');
    const { job } = (await client.post(`/projects/${project}/ingest`, { url: site.url })).body;
    await site.asked(1);
    expect(await first.end('SIGTERM')).toBe(0);
    // Free at once, and not when its lease of 60 s is over.
    expect(await database.db.selectFrom('work').select('lease_until').execute()).toEqual([{ lease_until: null }]);
    const second = await cluster.start('only');
    await site.asked(2);
    site.answer(LONG_PAGE);
    expect(await client.settled(job.id)).toMatchObject({ status: 'succeeded' });
    await second.end('SIGTERM');
    site.close();
  });

  it('is taken up by another when it is killed, and nothing was to be seen of it before', {
    timeout: 180_000,
  }, async () => {
    const client = await newTenant(a, b);
    const project = (await client.post('/projects', { name: 'Kill' })).body.id;
    const site = await serveSlowSite();
    const first = await cluster.start('only');
    const page = (await client.post(`/projects/${project}/ingest`, { url: site.url })).body.job.id;
    await site.asked(1);
    const documents = Array.from({ length: 120 }, (_, n) => ({
      external_id: `d${n}`,
      text: `# Document ${n}\n\nMarker m${n}m opens it.\n\n# Second part\n\nMarker z${n}z closes it.`,
    }));
    const texts = (await client.post(`/projects/${project}/ingest`, { documents })).body.job.id;
    const second = await cluster.start('only');
    for (;;) {
      const { progress } = (await client.get(`/jobs/${texts}`)).body;
      if (progress.done >= 30) break;
    }
    await first.end('SIGKILL');
    expect([await isThere(client, project, 'alphaalpha'), await isThere(client, project, 'omegaomega')]).toEqual([
      false,
      false,
    ]);
    site.answer(LONG_PAGE);
    expect(await client.settled(texts)).toMatchObject({
      status: 'succeeded',
      documents: { succeeded: 120, failed: 0 },
    });
    expect(await client.settled(page)).toMatchObject({ status: 'succeeded' });
    expect([await isThere(client, project, 'alphaalpha'), await isThere(client, project, 'omegaomega')]).toEqual([
      true,
      true,
    ]);
    expect((await client.get(`/projects/${project}`)).body.documents).toBe(121);
    for (const n of [0, 29, 30, 119]) {
      expect([await isThere(client, project, `m${n}m`), await isThere(client, project, `z${n}z`)]).toEqual([
        true,
        true,
      ]);
    }
    await second.end('SIGTERM');
    site.close();
  });
});

it('RF-8: both who answer tell of a job that a third does, up to its end', async () => {
  const client = await newTenant(a, b);
  const project = (await client.post('/projects', { name: 'Events' })).body.id;
  const documents = Array.from({ length: 60 }, (_, n) => ({ text: `The lamp number ${n} is lit.` }));
  const { job } = (await client.post(`/projects/${project}/ingest`, { documents })).body;
  const streams = await Promise.all(
    [a, b].map(({ url }) => openEvents(new Client(url, client.key), `/jobs/${job.id}/events`)),
  );
  const worker = await cluster.start('only');
  const told = await Promise.all(streams.map((stream) => stream.rest()));
  for (const events of told) {
    expect(events.at(0)?.data).toMatchObject({ status: 'queued', progress: { done: 0, total: 60 } });
    expect(events.at(-1)).toMatchObject({
      event: 'end',
      data: { status: 'succeeded', progress: { done: 60, total: 60 } },
    });
  }
  await worker.end('SIGTERM');
});

it('jobs whose last source and last vectors are done at the same time end all the same', async () => {
  const workers = await Promise.all([cluster.start('only'), cluster.start('only')]);
  const client = await newTenant(a, b);
  const project = (await client.post('/projects', { name: 'Ends' })).body.id;
  const same = { text: 'The same text as ever.', external_id: 'same' };
  const jobs = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const documents = [{ text: `Text ${n} of sixty.` }, same, same, same, same, same, same];
      return (await client.post(`/projects/${project}/ingest`, { documents })).body.job.id;
    }),
  );
  for (const id of jobs) expect(await client.settled(id)).toMatchObject({ status: 'succeeded' });
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
});

describe('RF-7: revoking, when a process is killed', () => {
  const key = async (owner: Client) => (await owner.post('/api-keys', { name: 'k', scopes: ['query'] })).body;
  const statusAt = async (url: string, raw: string) => (await new Client(url, raw).get('/auth/me')).status;

  it('the 2xx comes all the same, and whoever is left refuses the key', async () => {
    const doomed = await cluster.start('none');
    const owner = await newTenant(a);
    const { id, raw_key } = await key(owner);
    for (const { url } of [a, b, doomed]) expect(await statusAt(url, raw_key)).toBe(200);
    const [{ status }] = await Promise.all([owner.delete(`/api-keys/${id}`), doomed.end('SIGKILL')]);
    expect(status).toBe(204);
    expect([await statusAt(a.url, raw_key), await statusAt(b.url, raw_key)]).toEqual([401, 401]);
  });

  it('by the one that is killed: asking again at another makes it certain', async () => {
    const doomed = await cluster.start('none');
    const owner = await newTenant(a);
    for (let round = 0; round < 5; round++) {
      const { id, raw_key } = await key(owner);
      for (const { url } of [a, b]) expect(await statusAt(url, raw_key)).toBe(200);
      const unheard = new Client(doomed.url, owner.key).delete(`/api-keys/${id}`).catch(() => null);
      if (round === 0) await doomed.end('SIGKILL');
      await unheard;
      expect([204, 404]).toContain((await owner.delete(`/api-keys/${id}`)).status);
      expect([await statusAt(a.url, raw_key), await statusAt(b.url, raw_key)]).toEqual([401, 401]);
    }
  });
});

it('two that start at once on an empty database: one migrates, the other waits', async () => {
  const fresh = await startCluster();
  const empty = await openDatabase({ url: fresh.databaseUrl, poolSize: 1 });
  await sql`DROP SCHEMA public CASCADE`.execute(empty.db);
  await sql`CREATE SCHEMA public`.execute(empty.db);
  const processes = await Promise.all([fresh.start('none'), fresh.start('only'), fresh.start('none')]);
  for (const { url } of processes) expect((await new Client(url).get('/system/ready')).status).toBe(200);
  const { rows } = await sql<{ twice: number }>`
    SELECT count(*) - count(DISTINCT name) AS twice FROM migrations`.execute(empty.db);
  expect(rows[0]?.twice).toBe(0);
  await empty.close();
  await fresh.close();
});
