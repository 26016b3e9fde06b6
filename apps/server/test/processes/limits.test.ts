import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { operatorOf } from '../../src/operator/principal.ts';
import { startTestApp, type TestApp } from '../app.ts';
import type { Answer, Client } from '../client.ts';
import { keyOf } from '../keys.ts';
import { upload } from '../support/upload.ts';
import { tinyPdf } from '../tiny-pdf.ts';
import { type SlowSite, serveSlowSite } from './slow-site.ts';

let app: TestApp;
let site: SlowSite;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-limits-'));
  const PLANS_FILE = join(folder, 'plans.json');
  await writeFile(
    PLANS_FILE,
    JSON.stringify({ plans: { three: { pages_per_month: 3 }, two: { simultaneous_jobs: 2 } } }),
  );
  site = await serveSlowSite();
  app = await startTestApp({ PLANS_FILE, FETCH_ALLOW_PRIVATE: '127.0.0.0/8' });
});
afterAll(async () => {
  site.close();
  await app.close();
  await rm(folder, { recursive: true });
});

async function tenantOn(plan: string): Promise<Client> {
  const { body } = await app.client().post('/tenants', { name: plan, email: 'owner@example.com' });
  await app.operating.plans.set(app.operating, operatorOf(body.tenant_id), plan);
  return app.client(body.api_key);
}

/** Sends as many requests at once, one half to each process. */
const atOnce = (count: number, send: (n: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => send(n)));

const tally = (answers: readonly Answer[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status, body }) => `${status} ${body?.code ?? ''}`.trim())).map(
      ([outcome, those = []]) => [outcome, those.length],
    ),
  );

it('RF-10: of 50 uploads at once to both, with pages for one, exactly one is taken, while workers do it', async () => {
  const client = await tenantOn('three');
  const pages = tinyPdf(['One.', 'Two.', 'Three.']);
  const answers = await atOnce(50, () => client.post('/jobs', upload(pages, 'three.pdf')));
  expect(tally(answers)).toEqual({ 201: 1, '402 pages_exhausted': 49 });
  const id = answers.find(({ status }) => status === 201)?.body.id;
  expect(await client.settled(id)).toMatchObject({ status: 'succeeded' });
  expect((await client.get('/auth/me')).body.usage).toMatchObject({
    pages_used: 3,
    pages_remaining: 0,
    active_jobs: 0,
  });
});

it('RF-13: of 50 jobs at once over both, exactly as many run as the plan allows', async () => {
  const client = await tenantOn('two');
  const { id } = (await client.post('/projects', { name: 'Slow' })).body;
  const answers = await atOnce(50, () => client.post(`/projects/${id}/ingest`, { url: site.url }));
  expect(tally(answers)).toEqual({ 202: 2, '429 too_many_jobs': 48 });
  site.answer('<title>Here</title><main><p>The page is here at last.</p></main>');
  for (const { status, body } of answers) if (status === 202) await client.settled(body.job.id);
  expect((await client.post(`/projects/${id}/ingest`, { url: site.url })).status).toBe(202);
});

it('of 100 requests with a key of 20 a minute, exactly 20 are let through by both together', async () => {
  const { client } = await keyOf(app, await app.tenant(), { rate_limit_per_minute: 20 });
  const answers = await atOnce(100, () => client.get('/auth/me'));
  expect(tally(answers)).toEqual({ 200: 20, '429 rate_limited': 80 });
});

it('failed logins at both count together', async () => {
  const answers = await atOnce(30, () =>
    app.client().post('/auth/login', { email: 'nobody@example.com', password: 'a wrong password' }),
  );
  expect(tally(answers)).toEqual({ '401 invalid_login': 5, '429 rate_limited': 25 });
});

it('one Idempotency-Key at both at once has one effect, and one answer', async () => {
  const client = await app.tenant();
  for (const round of ['a', 'b', 'c', 'd', 'e']) {
    const send = () => client.post('/projects', { name: `Once ${round}` }, { 'idempotency-key': `once-${round}` });
    const answers = await atOnce(20, send);
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(others.every(({ status, body }) => status === 409 && body.code === 'idempotency_conflict')).toBe(true);
    expect((await send()).body).toEqual(made[0]?.body);
  }
  expect((await client.get('/projects')).body.data).toHaveLength(5);
});
