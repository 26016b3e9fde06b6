import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { Client } from './client.ts';
import { testDatabaseServer } from './database.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

interface Target {
  id: string;
  raw: string;
  /** Whether its revocation was asked for. */
  asked: boolean;
  /** When the 2xx of its revocation was here; `Infinity` before. */
  revokedAt: number;
}

const statusOf = async (url: string, raw: string): Promise<number> => {
  const response = await fetch(`${url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${raw}` } });
  await response.arrayBuffer();
  return response.status;
};

/**
 * Revokes all keys at random times, each by a random one of the processes, while every key is used everywhere all the time.
 * Counts what was accepted of the requests that were sent after the 2xx.
 */
async function revokeUnderLoad(urls: string[], ownerKey: string, count: number) {
  const owners = urls.map((url) => new Client(url, ownerKey));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const targets: Target[] = [];
  for (let i = 0; i < count; i++) {
    const { body } = await pick(owners).post('/api-keys', { name: `${i}` });
    targets.push({ id: body.id, raw: body.raw_key, asked: false, revokedAt: Number.POSITIVE_INFINITY });
  }
  const tally = { acceptedAfter: 0, refusedAfter: 0, refusedBefore: 0, acceptedBefore: 0 };
  // Between the asking and the 2xx either answer is right.
  const use = async (target: Target, url: string) => {
    const sentAt = performance.now();
    const status = await statusOf(url, target.raw);
    if (sentAt > target.revokedAt) tally[status === 200 ? 'acceptedAfter' : 'refusedAfter'] += 1;
    else if (!target.asked) tally[status === 200 ? 'acceptedBefore' : 'refusedBefore'] += 1;
  };

  // Remembered everywhere before it is revoked anywhere.
  for (const target of targets) await Promise.all(urls.map((url) => use(target, url)));
  let done = false;
  const load = Array.from({ length: 6 }, async () => {
    while (!done) await use(pick(targets), pick(urls));
  });
  const waiting = [...targets].sort(() => Math.random() - 0.5);
  const revokers = Array.from({ length: 8 }, async () => {
    for (let target = waiting.pop(); target; target = waiting.pop()) {
      target.asked = true;
      const { status } = await pick(owners).delete(`/api-keys/${target.id}`);
      expect(status).toBe(204);
      target.revokedAt = performance.now();
      await Promise.all(urls.map((url) => use(target, url)));
    }
  });
  await Promise.all(revokers);
  done = true;
  await Promise.all(load);
  return tally;
}

describe('RF-7: use after revocation', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('in one process: none of 200 keys is accepted after the 2xx, under load', async () => {
    const owner = await app.tenant();
    const tally = await revokeUnderLoad([app.url], owner.key ?? '', 200);
    expect(tally.acceptedAfter).toBe(0);
    expect(tally.refusedAfter).toBeGreaterThanOrEqual(200);
    expect(tally.acceptedBefore).toBeGreaterThanOrEqual(200);
  });
});

describe('RF-7: a key that is used and revoked at once', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('makes no key, no member and no new secret any more after it was revoked, whoever was first', async () => {
    const owner = await app.tenant();
    const heirs = [];
    for (let round = 0; round < 10; round++) {
      const maker = (await owner.post('/api-keys', { name: 'Maker', scopes: ['tenant:admin'] })).body;
      const other = (await owner.post('/api-keys', { name: 'Other', scopes: ['query'] })).body;
      const client = app.client(maker.raw_key);
      await client.get('/auth/me');
      const asked = Array.from({ length: 4 }, (_, n) => [
        client.post('/api-keys', { name: 'Heir', scopes: ['query'] }),
        client.post('/members', {
          email: `heir-${round}-${n}@example.com`,
          role: 'viewer',
          password: 'of no matter at all',
        }),
        client.post(`/api-keys/${other.id}/rotate`),
        ...(n === 1 ? [owner.delete(`/api-keys/${maker.id}`)] : []),
      ]).flat();
      await Promise.all(asked);
      // The log of a tenant is written in the order of its changes.
      const events = (await owner.get(`/audit-events?limit=50`)).body.data.reverse();
      const end = events.findIndex(
        (event: { action: string; target: { id: string } }) =>
          event.action === 'api_key.revoked' && event.target.id === maker.id,
      );
      expect(end).toBeGreaterThanOrEqual(0);
      heirs.push(
        ...events
          .slice(end + 1)
          .filter((event: { actor: { id: string } }) => event.actor.id === maker.id)
          .map((event: { action: string }) => event.action),
      );
    }
    expect(heirs).toEqual([]);
  });
});

describe.skipIf(process.env.TEST_DATABASE === 'embedded')('RF-7: two processes on one database', () => {
  let database: Awaited<ReturnType<typeof testDatabaseServer>>;
  let processes: ServerProcess[];
  beforeAll(async () => {
    database = await testDatabaseServer();
    const env = {
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '2',
      RAGKEEP_SECRET: 'the same for all processes of a deployment',
      WORKERS: 'none',
    };
    processes = await Promise.all([startServerProcess(env), startServerProcess(env)]);
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.end('SIGTERM')));
    await database.close();
  });

  it('none of 1,000 keys is accepted by either after the 2xx of one, under load', async () => {
    const urls = processes.map(({ url }) => url);
    const { body } = await new Client(urls[0] ?? '').post('/tenants', { name: 'T', email: 't@example.com' });
    const tally = await revokeUnderLoad(urls, body.api_key, 1000);
    expect(tally).toMatchObject({ acceptedAfter: 0, refusedBefore: 0 });
    expect(tally.refusedAfter).toBeGreaterThanOrEqual(2000);
    expect(tally.acceptedBefore).toBeGreaterThanOrEqual(2000);
  });

  it('a process that is stopped delays a revocation by its lease at most, and trusts nothing when it wakes', async () => {
    const [one, other] = processes.map(({ url }) => url) as [string, string];
    const { body } = await new Client(one).post('/tenants', { name: 'T', email: 't@example.com' });
    const owner = new Client(one, body.api_key);
    const key = (await owner.post('/api-keys', { name: 'k' })).body;
    expect(await statusOf(other, key.raw_key)).toBe(200);
    processes[1]?.signal('SIGSTOP');
    expect((await owner.delete(`/api-keys/${key.id}`)).status).toBe(204);
    processes[1]?.signal('SIGCONT');
    expect(await statusOf(other, key.raw_key)).toBe(401);
  });
});
