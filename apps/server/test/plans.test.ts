import { openAsBlob } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveKey } from '@ragkeep/access';
import { openAiNames, type RouteDefinition } from '@ragkeep/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorOf } from '../src/operator/principal.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import { type Answer, Client } from './client.ts';
import { login, newEmail, PASSWORD } from './people.ts';
import { tinyPdf } from './tiny-pdf.ts';

const MIB = 1024 * 1024;
const guide = () => readFile(join(import.meta.dirname, '../../../docs/guides/plans.md'), 'utf8');

/** The plans of the guide, and those that the tests below need. */
async function writePlansFile(path: string): Promise<void> {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(await guide()) ?? [];
  const { plans } = JSON.parse(json);
  const own = { three: { pages_per_month: 3 }, ten: { pages_per_month: 10 }, two: { simultaneous_jobs: 2 } };
  await writeFile(path, JSON.stringify({ plans: { ...plans, ...own } }));
}

/** Does no work, so that what was taken on stays as it is. */
let app: TestApp;
let folder: string;
const clock = testClock('2026-11-15T12:00:00Z');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-plans-'));
  await writePlansFile(join(folder, 'plans.json'));
  app = await startTestApp({ WORKERS: 'none', PLANS_FILE: join(folder, 'plans.json') }, { clock });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

interface TestTenant {
  id: string;
  key: Client;
  email: string;
  /** The owner, logged in. */
  owner: Client;
}

async function tenantOn(plan: string): Promise<TestTenant> {
  const email = newEmail();
  const { body } = await app.client().post('/tenants', { name: plan, email, password: PASSWORD });
  await putOn(body.tenant_id, plan);
  return { id: body.tenant_id, key: app.client(body.api_key), email, owner: await login(app, email) };
}

const putOn = (tenantId: string, plan: string) => app.operating.plans.set(app.operating, operatorOf(tenantId), plan);

function formOf(file: Blob, name = 'pages.pdf'): FormData {
  const form = new FormData();
  form.set('file', file, name);
  return form;
}

const pdf = (pages: number, text = 'The harbour is open.') =>
  new Blob([Buffer.from(tinyPdf(Array.from({ length: pages }, (_, page) => text && `${text} ${page}`)))]);

const send = (client: Client, file: Blob): Promise<Answer> => client.post('/jobs', formOf(file));

const usage = async (client: Client) => (await client.get('/auth/me')).body.usage;

const storedFiles = async (dataDir = app.dataDir) => {
  const entries = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
};

/** A file of zeros that takes no room. */
async function emptyFile(bytes: number): Promise<Blob> {
  const path = join(folder, `${bytes}.bin`);
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
  return openAsBlob(path);
}

describe('every documented status', () => {
  // What is documented: pages a month, jobs at a time, MB of a file. Who has no API access comes with a session.
  it.each([
    ['free', 50, 2, 10],
    ['pro', 1_000, 5, 50],
    ['business', 10_000, 20, 200],
  ] as const)('RF-8, RF-9, RF-10, RF-11, RF-12, RF-13: %s, with the documented body', async (tier, pages, jobs, mb) => {
    const { id, key, owner } = await tenantOn(tier);
    const client = tier === 'free' ? owner : key;

    const me = await client.get('/auth/me');
    expect(me.status).toBe(200);
    expect(me.body.plan).toMatchObject({
      name: tier,
      pages_per_month: pages,
      simultaneous_jobs: jobs,
      file_bytes: mb * MIB,
    });

    const made = await send(client, pdf(47));
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ kind: 'conversion', status: 'queued' });

    const nothing = await client.post('/jobs', new FormData());
    expect([nothing.status, nothing.body.detail.message]).toEqual([400, expect.stringContaining('file')]);
    expect((await app.client('rg_your_key_here').post('/jobs')).status).toBe(401);
    expect((await (await tenantOn('pro')).key.get(`/jobs/${made.body.id}`)).status).toBe(404);

    // Of all but the free plan some pages were read before.
    if (pages > 50)
      await app.db
        .insertInto('page_usage')
        .values({ tenant_id: id, month: '2026-11-01', pages: pages - 50 })
        .execute();
    const short = await send(client, pdf(15));
    expect(short.status, short.text).toBe(402);
    expect(short.body.detail).toEqual({
      message: 'This PDF has 15 pages but you only have 3 pages remaining this month.',
      pdf_pages: 15,
      pages_remaining: 3,
      pages_used: pages - 3,
      pages_limit: pages,
      tier,
    });
    expect(await usage(client)).toMatchObject({
      month: '2026-11',
      pages_used: pages - 3,
      pages_remaining: 3,
      active_jobs: 1,
    });

    const stored = await storedFiles();
    const large = await send(client, await emptyFile(mb * MIB + 1));
    expect(large.status, large.text).toBe(413);
    expect(large.body.detail).toEqual({
      message: `The file exceeds the ${mb} MB that the plan ${tier} allows`,
      limit_bytes: mb * MIB,
      tier,
    });
    expect(await storedFiles()).toBe(stored);

    await app.db.deleteFrom('page_usage').where('tenant_id', '=', id).execute();
    for (let active = 1; active < jobs; active++) expect((await send(client, pdf(1))).status).toBe(201);
    const busy = await send(client, pdf(1));
    expect(busy.status, busy.text).toBe(429);
    expect(busy.body.detail).toEqual({
      message: `You have ${jobs} active jobs and the plan ${tier} allows ${jobs} at a time; wait for one to finish`,
      active_jobs: jobs,
      limit: jobs,
      tier,
    });
    expect((await client.delete(`/jobs/${made.body.id}`)).status).toBe(204);
    expect((await send(client, pdf(1))).status).toBe(201);

    if (tier !== 'free') return;
    const withKey = await send(key, pdf(1));
    expect(withKey.status).toBe(403);
    expect(withKey.body.detail).toEqual({
      message: 'The plan free does not include API access; a larger plan does',
      feature: 'api',
      plan: 'free',
    });
    const webhook = await client.post('/webhooks', { url: 'https://example.com/hook', events: ['job.succeeded'] });
    expect([webhook.status, webhook.body.details]).toEqual([403, { feature: 'webhooks', plan: 'free' }]);
  });
});

describe('RF-11: without API access', () => {
  it('keys open nothing but GET /auth/me, derived ones neither; people do, and a better plan counts at once', async () => {
    const { id, key, owner } = await tenantOn('free');
    const derived = app.client(
      await deriveKey(key.key ?? '', { expiresAt: new Date(clock.now().getTime() + 3600_000) }),
    );
    expect((await key.get('/auth/me')).body.plan).toMatchObject({ name: 'free', features: ['ocr'] });
    expect((await derived.get('/auth/me')).body).toMatchObject({ plan: { name: 'free' } });

    const openAiName = openAiNames('feature_unavailable').code;
    const guarded = app.routes.filter((route) => route.access !== 'public' && route.id !== 'getMe');
    expect(guarded.length).toBeGreaterThan(50);
    for (const client of [key, derived]) {
      const answers = await Promise.all(
        guarded.map(({ method, path }) =>
          client.send(method, path.replaceAll(/:\w+/g, '019a2b3c-0000-7000-8000-000000000000')),
        ),
      );
      const refusals = answers.map(({ status, body }) => [status, body?.code ?? body?.error?.code, body?.details]);
      const refused = ({ errorShape }: RouteDefinition) =>
        errorShape === 'openai' ? [openAiName, undefined] : ['feature_unavailable', { feature: 'api', plan: 'free' }];
      expect(refusals).toEqual(guarded.map((route) => [403, ...refused(route)]));
    }
    expect((await owner.get('/projects')).status).toBe(200);
    const audited = await owner.get('/audit-events?action=access.refused&limit=100');
    expect(audited.body.data).toContainEqual(
      expect.objectContaining({
        after: expect.objectContaining({ code: 'feature_unavailable', feature: 'api', plan: 'free' }),
      }),
    );

    await putOn(id, 'pro');
    expect([(await key.get('/projects')).status, (await derived.get('/auth/me')).status]).toEqual([200, 200]);
    // A plan of one's own from PLANS_FILE, with access and without crawls.
    await putOn(id, 'team');
    expect((await key.get('/projects')).status).toBe(200);
    expect((await key.get('/auth/me')).body.plan).toEqual({
      name: 'team',
      pages_per_month: 500,
      simultaneous_jobs: 3,
      file_bytes: 25 * MIB,
      active_keys: 5,
      features: ['api', 'ocr'],
    });
    await putOn(id, 'free');
    expect((await key.get('/projects')).body.code).toBe('feature_unavailable');
  });

  it('the guide shows what GET /auth/me says', async () => {
    const [, shown = ''] = /```jsonc\n([\s\S]*?)```/.exec(await guide()) ?? [];
    const { plan, usage: used } = JSON.parse(shown.replace(/^\s*\/\/.*$/m, ''));
    const { body } = await (await tenantOn('unlimited')).key.get('/auth/me');
    expect({ plan: body.plan, used: body.usage }).toEqual({ plan, used });
  });
});

describe('fifty at once', () => {
  /** Ten times: all are sent together, so many get through, and what did is cancelled, which frees its place. */
  async function tenRounds(client: Client, file: Blob, through: number, refusal: [number, string]): Promise<void> {
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => send(client, file)));
      const made = answers.filter(({ status }) => status === 201);
      expect(made).toHaveLength(through);
      const refused = answers.filter(({ status }) => status !== 201).map(({ status, body }) => [status, body.code]);
      expect(refused).toEqual(Array.from({ length: 50 - through }, () => refusal));
      for (const { body } of made) expect((await client.delete(`/jobs/${body.id}`)).status).toBe(204);
    }
  }

  it('RF-10: with pages for one, exactly one gets through, ten times in a row', async () => {
    const { key } = await tenantOn('three');
    await tenRounds(key, pdf(3), 1, [402, 'pages_exhausted']);
    expect(await usage(key)).toMatchObject({ pages_used: 0, pages_remaining: 3, active_jobs: 0 });
  });

  it('RF-13: with two slots, exactly two get through, ten times in a row', async () => {
    const { key } = await tenantOn('two');
    await tenRounds(key, pdf(1), 2, [429, 'too_many_jobs']);
  });
});

it('RF-10: failed, cancelled and interrupted work gives its pages back; a month turns in UTC', async () => {
  const { key, email } = await tenantOn('ten');
  const good = await send(key, pdf(4));
  const bad = await send(key, pdf(3, ''));
  const unwanted = await send(key, pdf(3));
  expect([good.status, bad.status, unwanted.status]).toEqual([201, 201, 201]);
  expect((await send(key, pdf(1))).status).toBe(402);
  await key.delete(`/jobs/${unwanted.body.id}`);
  expect(await usage(key)).toMatchObject({ pages_used: 7, pages_remaining: 3, active_jobs: 2 });

  // Another process takes over what the first has left.
  const next = await startTestApp(
    { DATA_DIR: app.dataDir, PLANS_FILE: join(folder, 'plans.json') },
    { clock, database: sharing(app) },
  );
  const client = new Client(next.url, key.key);
  expect((await client.settled(good.body.id)).status).toBe('succeeded');
  expect((await client.settled(bad.body.id)).status).toBe('failed');
  expect(await usage(client)).toEqual({
    month: '2026-11',
    pages_used: 4,
    pages_remaining: 6,
    active_jobs: 0,
    active_keys: null,
  });
  await next.close();

  clock.advance(15.5 * 24 * 3600 - 0.001);
  expect(await usage(key)).toMatchObject({ month: '2026-11', pages_used: 4 });
  expect((await send(key, pdf(7))).body.details).toMatchObject({ pages_remaining: 6 });
  const promised = await send(key, pdf(6));
  clock.advance(0.001);
  expect(promised.status).toBe(201);
  expect(await usage(key)).toMatchObject({ month: '2026-12', pages_used: 0, pages_remaining: 10, active_jobs: 1 });
  expect((await send(key, pdf(10))).status).toBe(201);
  expect((await (await login(app, email)).get('/auth/me')).body.usage).toMatchObject({
    month: '2026-12',
    pages_used: 10,
  });
});

/** The app's database, for a second app beside it. */
const sharing = ({ db }: TestApp) => ({
  ...{ db, background: db, control: null, exclusive: true, description: 'shared' },
  load: () => ({ in_use: 0, idle: 0, waiting: 0 }),
  close: async () => {},
});
