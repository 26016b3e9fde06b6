import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { keyOf } from './keys.ts';
import { peopledTenant } from './people.ts';
import { openEvents } from './support/event-stream.ts';
import { upload } from './support/upload.ts';
import { tinyPdf } from './tiny-pdf.ts';

const spread = process.env.TEST_DATABASE === 'processes';

describe('GET /jobs/{id}/events while the job is worked on', () => {
  let app: TestApp;
  let owner: Client;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.tenant();
  });
  afterAll(() => app.close());

  it('RF-8: tells how a conversion stands, each change, and the end', async () => {
    const { id } = (await owner.post('/jobs', upload(tinyPdf(['One.', 'Two.']), 'pages.pdf'))).body;
    const stream = await openEvents(owner, `/jobs/${id}/events`);
    expect(stream.status).toBe(200);
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String),
    });
    const events = await stream.rest();
    expect(stream.received()).toMatch(/^retry: \d+\n/);
    const end = events.pop();
    expect(end).toMatchObject({ event: 'end', data: { id, status: 'succeeded', progress: { done: 2, total: 2 } } });
    expect(end?.data).toEqual((await owner.get(`/jobs/${id}`)).body);
    expect(events.length).toBeGreaterThan(0);
    expect(events.every(({ event }) => event === 'progress')).toBe(true);
    const told = events.map(({ data }) => JSON.stringify(data));
    expect(new Set(told).size).toBe(told.length);
    expect([...events, end].map((event) => Number(event?.id))).toEqual([...events, end].map((_, index) => index + 1));
  });

  it('a job that is over is told at once', async () => {
    const project = (await owner.post('/projects', { name: 'Library' })).body.id;
    const { id } = await owner.ingest(project, { text: 'The keeper counts the lamps.' });
    const events = await (await openEvents(owner, `/jobs/${id}/events`)).rest();
    expect(events.map(({ event }) => event)).toEqual(['progress', 'end']);
    expect(events[1]?.data).toMatchObject({ id, kind: 'ingest', status: 'succeeded' });
  });

  it('HEAD answers with the headers alone', async () => {
    const { id } = (await owner.post('/jobs', upload('short', 'short.txt'))).body;
    const head = await fetch(`${app.url}/api/v1/jobs/${id}/events`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${owner.key}` },
    });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
});

describe('GET /jobs/{id}/events of a job that waits', () => {
  const clock = testClock();
  let app: TestApp;
  let owner: Client;
  let job: string;
  beforeAll(async () => {
    app = await startTestApp({ WORKERS: 'none' }, { clock });
    owner = await app.tenant();
    job = (await owner.post('/jobs', upload('waits', 'waits.txt'))).body.id;
  });
  afterAll(() => app.close());

  it('the stream ends when its key is revoked', async () => {
    const { client, id } = await keyOf(app, owner, { scopes: ['jobs:read'] });
    const stream = await openEvents(client, `/jobs/${job}/events`);
    expect((await stream.next())?.data.status).toBe('queued');
    expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
    expect(await stream.next()).toBeNull();
  });

  it('the stream ends when its key is taken the scope', async () => {
    const { client, id } = await keyOf(app, owner, { scopes: ['jobs:read', 'query'] });
    const stream = await openEvents(client, `/jobs/${job}/events`);
    await stream.next();
    expect((await owner.patch(`/api-keys/${id}`, { scopes: ['query'] })).status).toBe(200);
    expect(await stream.next()).toBeNull();
  });

  it('the stream ends when its person logs out', async () => {
    const { key, owner: person } = await peopledTenant(app);
    const { id } = (await key.post('/jobs', upload('waits', 'waits.txt'))).body;
    const stream = await openEvents(person.client, `/jobs/${id}/events`);
    await stream.next();
    expect((await person.client.post('/auth/logout')).status).toBe(204);
    expect(await stream.next()).toBeNull();
  });

  it('what another process changes is seen, and silence is broken by comments', async () => {
    const { id } = (await owner.post('/jobs', upload('waits', 'waits.txt'))).body;
    const stream = await openEvents(owner, `/jobs/${id}/events`);
    await stream.next();
    clock.advance(16);
    const next = stream.next();
    await expect.poll(() => stream.received(), { timeout: 5_000 }).toContain('\n\n: ');
    await app.db.updateTable('job_sources').set({ pages_done: 7 }).where('job_id', '=', id).execute();
    expect((await next)?.data.progress.done).toBe(7);
    await stream.hangUp();
  });

  it('a cancellation ends it', async () => {
    const { id } = (await owner.post('/jobs', upload('waits', 'waits.txt'))).body;
    const stream = await openEvents(owner, `/jobs/${id}/events`);
    await stream.next();
    await owner.delete(`/jobs/${id}`);
    const events = await stream.rest();
    expect(events.map(({ event }) => event)).toEqual(['progress', 'end']);
    expect(events[1]?.data.status).toBe('cancelled');
  });

  // Each process counts its own, since it is its memory that they take.
  it.skipIf(spread)('429 beyond 100 open streams of a tenant; those that hang up make room', async () => {
    const streams = await Promise.all(Array.from({ length: 100 }, () => openEvents(owner, `/jobs/${job}/events`)));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await owner.get(`/jobs/${job}/events`);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.get('retry-after')).toBe('60');
    const other = await app.tenant();
    expect((await other.get(`/jobs/${job}/events`)).status).toBe(404);
    await Promise.all(streams.map((stream) => stream.hangUp()));
    await expect
      .poll(async () => {
        const stream = await openEvents(owner, `/jobs/${job}/events`);
        await stream.hangUp();
        return stream.status;
      })
      .toBe(200);
  });
});

it('neither streams nor unused connections keep the server from closing', async () => {
  const app = await startTestApp({ WORKERS: 'none' });
  const owner = await app.tenant();
  const { id } = (await owner.post('/jobs', upload('waits', 'waits.txt'))).body;
  const stream = await openEvents(owner, `/jobs/${id}/events`);
  await stream.next();
  const unused = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(unused, 'connect');
  // Resolves at all only if both are let go of.
  await Promise.all([app.close(), once(unused, 'close')]);
  expect(await stream.next()).toBeNull();
});
