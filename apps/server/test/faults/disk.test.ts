import { expect, it, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/platform/db/embedded/index.ts';
import { isDependencyAway } from '../../src/platform/http/dependency.ts';
import { Client } from '../client.ts';
import { failedStart } from '../server-process.ts';
import { canMount, type Disk, smallDisk } from './support/disk.ts';
import { accounted, injected } from './support/ledger.ts';
import { type FaultyServer, startServer } from './support/server.ts';

/** A tenant with a project of twenty documents. */
async function furnish(server: FaultyServer): Promise<{ client: Client; project: string }> {
  const { api_key } = (await new Client(server.url).post('/tenants', { name: 'D', email: 'd@example.com' })).body;
  const client = new Client(server.url, api_key);
  const project = (await client.post('/projects', { name: 'Disk' })).body.id;
  await client.ingest(project, { documents: Array.from({ length: 20 }, (_, n) => document(n)) });
  return { client, project };
}

const document = (n: number, words = 1) => ({
  external_id: `d${n}`,
  text: `# Document ${n}\n\nMarker m${n}m ${'and much more of it '.repeat(words)}`,
});

const file = (bytes: number) => {
  const form = new FormData();
  form.append('file', new Blob(['words '.repeat(bytes / 6)]), 'large.txt');
  return form;
};

/** How many of the documents `d0` to `d<count - 1>` are not found by their words. */
async function missing(client: Client, project: string, count: number): Promise<number> {
  let lost = 0;
  for (let n = 0; n < count; n++) {
    const { body } = await client.post(`/projects/${project}/search`, { query: `m${n}m`, mode: 'lexical' });
    if (body.results[0]?.document.external_id !== `d${n}`) lost += 1;
  }
  return lost;
}

const unavailable = { status: 503, code: 'unavailable', retryAfter: '5' };
const refusal = ({ status, body, headers }: Awaited<ReturnType<Client['get']>>) => ({
  status,
  code: body.code,
  retryAfter: headers.get('retry-after'),
});

it.runIf(canMount('memory'))(
  'a full disk: writes are refused, reads go on, and it takes writes when there is room',
  async () => {
    const disk = await smallDisk(300);
    const server = await startServer({ DATA_DIR: disk.path });
    const { client, project } = await furnish(server);
    disk.fill();
    injected('full disk');

    const large = { external_id: 'large', text: 'More than fits. '.repeat(20_000) };
    expect(refusal(await client.post(`/projects/${project}/ingest`, large))).toEqual(unavailable);
    expect(refusal(await client.post(`/projects/${project}/ingest`, file(600_000)))).toEqual(unavailable);
    expect(refusal(await client.post(`/projects/${project}/ingest`, file(6_000_000)))).toEqual(unavailable);
    await expect.poll(() => server.written()).toContain('No space left on device');
    expect(await missing(client, project, 20)).toBe(0);
    expect((await client.get('/system/health')).status).toBe(200);

    await disk.free();
    await client.ingest(project, { documents: [document(20)] });
    expect(await missing(client, project, 21)).toBe(0);
    await server.end('SIGKILL');
    const again = new Client((await startServer({ DATA_DIR: disk.path })).url, client.key);
    const lost = await missing(again, project, 21);
    accounted(21, lost);
    expect(lost).toBe(0);
  },
);

it.runIf(canMount('memory'))(
  'no room for the write-ahead log: the database begins anew by itself when there is',
  async () => {
    const disk = await smallDisk(150);
    const { pool, close } = await openEmbedded({ dataDir: disk.path });
    onTestFinished(close);
    await pool.query('CREATE TABLE counted (n int); INSERT INTO counted VALUES (0)');
    disk.fill();
    injected('no room for the write-ahead log');
    // A megabyte of log for each change, until its file is full, which Postgres does not survive.
    const count = `SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000000)); UPDATE counted SET n = n + 1`;
    let acknowledged = 0;
    let failure: unknown;
    while (failure === undefined) {
      await pool.query(count).then(
        () => (acknowledged += 1),
        (error: unknown) => (failure = error),
      );
    }
    expect(String(failure)).toMatch(/the embedded database failed: .*No space left on device/);
    expect(isDependencyAway(failure)).toBe(true);
    await disk.free();
    const read = () =>
      pool.query('SELECT n FROM counted').then(
        ({ rows }) => rows[0]?.n,
        () => null,
      );
    await expect.poll(read, { timeout: 120_000 }).toBe(acknowledged);
    await pool.query(count);
    const kept = await read();
    accounted(acknowledged + 1, acknowledged + 1 - kept);
    expect(kept).toBe(acknowledged + 1);
  },
);

it.runIf(canMount('image'))(
  'a disk that turns read-only: writes are refused, what was acknowledged is there',
  async () => {
    const disk = await smallDisk(300, 'image');
    const server = await startServer({ DATA_DIR: disk.path });
    const { client, project } = await furnish(server);
    await disk.turnReadOnly();
    injected('disk turned read-only');
    expect(refusal(await client.post(`/projects/${project}/ingest`, file(600_000)))).toEqual(unavailable);
    expect(refusal(await client.post(`/projects/${project}/ingest`, document(20, 20_000)))).toEqual(unavailable);
    await expect.poll(() => server.written()).toMatch(/read-only file system/i);
    // The embedded database may have to write before it can read; then it is as if it were away.
    const read = await client.post(`/projects/${project}/search`, { query: 'm1m', mode: 'lexical' });
    expect([200, 503]).toContain(read.status);
    expect((await client.get('/system/health')).status).toBe(200);
    await server.end('SIGKILL');
    await disk.mend();
    const again = new Client((await startServer({ DATA_DIR: disk.path })).url, client.key);
    const lost = await missing(again, project, 20);
    accounted(20, lost);
    expect(lost).toBe(0);
  },
);

it.runIf(canMount('memory'))('a start on a read-only or full disk ends with a plain message', async () => {
  const disk: Disk = await smallDisk(20);
  await disk.mountReadOnly(true);
  injected('start on a read-only disk');
  const readOnly = await failedStart({ DATA_DIR: disk.path });
  expect(readOnly.code).toBe(1);
  expect(readOnly.said).toMatch(/cannot start\.\n.*read-only/i);
  expect(readOnly.said).not.toContain('    at ');
  await disk.mountReadOnly(false);
  disk.fill();
  injected('start on a full disk');
  const full = await failedStart({ DATA_DIR: disk.path });
  expect(full.code).toBe(1);
  expect(full.said).toMatch(/cannot start\.\n.*no space left/i);
  expect(full.said).not.toContain('    at ');
});
