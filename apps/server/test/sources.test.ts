import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operatorOf } from '../src/operator/principal.ts';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { htmlPage, type Site, serveSite } from './site.ts';

const clock = testClock();
let app: TestApp;
let owner: Client;
let site: Site;
let folder: string;
let id: string;

beforeAll(async () => {
  site = await serveSite();
  folder = await mkdtemp(join(tmpdir(), 'ragkeep-plans-'));
  await writeFile(join(folder, 'plans.json'), JSON.stringify({ plans: { small: { features: ['api'] } } }));
  const PLANS_FILE = join(folder, 'plans.json');
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8', PLANS_FILE }, { clock });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  site.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  site.pages = {};
  site.forget();
  // What robots.txt said in the test before is not known any more.
  clock.advance(25 * 3600);
  id = (await owner.post('/projects', { name: 'Library' })).body.id;
});

const at = (path: string) => `${site.origin}${path}`;
const paths = async () => {
  const { data } = (await owner.get(`/projects/${id}/documents?limit=200`)).body;
  return data.map(({ url }: { url: string }) => url.replace(site.origin, '')).sort();
};
const find = async (query: string) =>
  (await owner.post(`/projects/${id}/search`, { query, mode: 'lexical' })).body.results.length;
const crawl = (rules: object = {}) => ({ crawl: { url: at('/'), ...rules } });

/** A source after its first visit. */
async function source(body: object) {
  const created = await owner.post(`/projects/${id}/sources`, body);
  expect(created.status, created.text).toBe(201);
  await owner.settled(created.body.last_job.id);
  return created.body;
}

async function visit(sourceId: string) {
  const { status, body, text } = await owner.post(`/projects/${id}/sources/${sourceId}/visit`);
  expect(status, text).toBe(202);
  return owner.settled(body.job.id);
}

describe('a source', () => {
  it('is visited again for what changed only, and what is gone is removed', async () => {
    site.pages = {
      '/': htmlPage('home', ['/a', '/b', '/c']),
      '/a': htmlPage('alpha'),
      '/b': htmlPage('beta', ['/d']),
      '/c': htmlPage('gamma'),
      '/d': htmlPage('delta'),
    };
    const { id: sourceId } = await source(crawl());
    expect(await paths()).toEqual(['/', '/a', '/b', '/c', '/d']);
    const before = (await owner.get(`/projects/${id}/documents`)).body.data.find(
      (one: { url: string }) => one.url === at('/a'),
    );

    site.forget();
    const idle = await visit(sourceId);
    expect(idle.documents).toMatchObject({ succeeded: 0, unchanged: 5, removed: 0, failed: 0 });
    expect(site.visits.filter(({ status }) => status === 304)).toHaveLength(5);

    // One changes, one goes and one comes; one is left without a link but is still there.
    site.pages['/a'] = htmlPage('aleph');
    site.pages['/b'] = htmlPage('beta', ['/e']);
    site.pages['/e'] = htmlPage('epsilon');
    delete site.pages['/c'];
    const job = await visit(sourceId);
    expect(job).toMatchObject({
      source_id: sourceId,
      documents: { succeeded: 3, unchanged: 2, removed: 1, failed: 0 },
    });
    expect(await paths()).toEqual(['/', '/a', '/b', '/d', '/e']);
    expect(await Promise.all(['alpha', 'aleph', 'gamma', 'epsilon'].map(find))).toEqual([0, 1, 0, 1]);
    const after = (await owner.get(`/projects/${id}/documents/${before.id}`)).body;
    expect(after).toMatchObject({ id: before.id, title: 'aleph' });

    // Other rules: read anew, and what they leave out is removed.
    site.forget();
    const { body } = await owner.patch(`/projects/${id}/sources/${sourceId}`, crawl({ exclude: ['/d', '/e'] }));
    expect(body).toMatchObject({ crawl: { exclude: ['/d', '/e'], max_depth: 2 }, documents: 5 });
    expect((await visit(sourceId)).documents).toMatchObject({ unchanged: 3, removed: 2 });
    expect(await paths()).toEqual(['/', '/a', '/b']);
  });

  it('keeps its documents while its site is away, or shows only a part of itself', async () => {
    const pages = Array.from({ length: 12 }, (_, n) => `/p${n}`);
    const named = (some: string[]) => ({ body: some.map(at).join('\n') });
    site.pages = { '/list.txt': named(pages) };
    for (const path of pages) site.pages[path] = htmlPage(path);
    const { id: sourceId } = await source({ sitemap: { url: at('/list.txt') } });
    expect(await paths()).toHaveLength(12);

    site.pages['/list.txt'] = { status: 500 };
    expect(await visit(sourceId)).toMatchObject({ status: 'failed', error: { code: 'bad_status' } });
    expect(await paths()).toHaveLength(12);

    site.pages['/list.txt'] = named(['/p0']);
    const job = await visit(sourceId);
    expect(job.documents).toMatchObject({ unchanged: 1, removed: 0, failures: [{ code: 'too_many_missing' }] });
    expect(await paths()).toHaveLength(12);

    site.pages['/list.txt'] = named(pages.slice(4));
    expect((await visit(sourceId)).documents).toMatchObject({ unchanged: 8, removed: 4, failed: 0 });
    expect(await paths()).toHaveLength(8);
  });

  it('is visited by the calendar, once however long the server was busy, and not after it is deleted', async () => {
    site.pages = { '/a': htmlPage('alpha') };
    const body = { name: 'Daily', urls: [at('/a')], every_hours: 24 };
    const created = await source(body);
    const path = `/projects/${id}/sources/${created.id}`;
    const due = clock.now().getTime() + 24 * 3_600_000;
    expect(created).toMatchObject({
      name: 'Daily',
      urls: [at('/a')],
      crawl: null,
      next_visit_at: new Date(due).toISOString(),
    });

    clock.advance(23 * 3600);
    site.pages['/a'] = htmlPage('aleph');
    clock.advance(72 * 3600);
    await until(async () => (await owner.get(path)).body.last_job.id !== created.last_job.id);
    const { last_job, next_visit_at } = (await owner.get(path)).body;
    expect(await owner.settled(last_job.id)).toMatchObject({
      source_id: created.id,
      name: 'Daily',
      documents: { succeeded: 1 },
    });
    expect(next_visit_at).toBe(new Date(clock.now().getTime() + 24 * 3_600_000).toISOString());

    // Another interval makes the item of the old one void.
    await owner.patch(path, { every_hours: 48 });
    clock.advance(25 * 3600);
    await queueIsIdle('visit-source');
    expect((await owner.get(path)).body.last_job.id).toBe(last_job.id);
    expect((await owner.patch(path, { every_hours: null })).body.next_visit_at).toBeNull();

    expect((await owner.delete(path)).status).toBe(204);
    expect(await paths()).toEqual([]);
    expect(await find('aleph')).toBe(0);
    clock.advance(1000 * 3600);
    await queueIsIdle('visit-source');
    expect((await owner.get(path)).status).toBe(404);
  });

  it('has one visit at a time; deleting it cancels that, and keeps its documents if asked to', async () => {
    site.pages = {
      '/': htmlPage('home', ['/a', '/slow']),
      '/a': htmlPage('alpha'),
      '/slow': { status: 503, headers: { 'retry-after': '3600' } },
    };
    const created = (await owner.post(`/projects/${id}/sources`, crawl())).body;
    const path = `/projects/${id}/sources/${created.id}`;
    await until(() => site.asked().includes('/slow'));
    const busy = await owner.post(`${path}/visit`);
    expect(busy).toMatchObject({
      status: 409,
      body: { code: 'source_busy', details: { job_id: created.last_job.id } },
    });
    expect((await owner.delete(`${path}?documents=keep`)).status).toBe(204);
    expect((await owner.get(`/jobs/${created.last_job.id}`)).body.status).toBe('cancelled');
    expect(await paths()).toEqual(['/', '/a']);
  });

  it('needs a plan that has crawls, as a sitemap and a crawl by themselves do; a list does not', async () => {
    const other = await app.tenant('Small');
    const { id: tenantId } = (await other.get('/tenant')).body;
    const project = (await other.post('/projects', { name: 'Small' })).body.id;
    const made = (await other.post(`/projects/${project}/sources`, { urls: [at('/')], every_hours: 1 })).body;
    await other.settled(made.last_job.id);
    await app.operating.plans.set(app.operating, operatorOf(tenantId), 'small');
    const refusal = {
      status: 403,
      body: { code: 'feature_unavailable', details: { feature: 'crawl', plan: 'small' } },
    };
    expect(await other.post(`/projects/${project}/sources`, { urls: [at('/')] })).toMatchObject(refusal);
    expect(await other.post(`/projects/${project}/ingest`, crawl())).toMatchObject(refusal);
    expect(await other.post(`/projects/${project}/ingest`, { sitemap: { url: at('/') } })).toMatchObject(refusal);
    expect((await other.ingest(project, { urls: [at('/')] })).kind).toBe('ingest');
    // What was made on a larger plan is not visited any more, but stays on the calendar.
    clock.advance(3600);
    const path = `/projects/${project}/sources/${made.id}`;
    await until(async () => (await other.get(path)).body.next_visit_at > clock.now().toISOString());
    expect((await other.get(path)).body.last_job.id).toBe(made.last_job.id);
  });

  it('is refused without its credential, its scope, or sense', async () => {
    const refused = async (body: object) => (await owner.post(`/projects/${id}/sources`, body)).body;
    const urls = [at('/')];
    expect(await refused({})).toMatchObject({ code: 'invalid_request' });
    expect(await refused({ urls, ...crawl() })).toMatchObject({ code: 'invalid_request' });
    expect(await refused({ urls: ['https://me:secret@example.org/'] })).toMatchObject({ code: 'invalid_request' });
    expect(await refused({ urls: ['file:///etc/passwd'] })).toMatchObject({ code: 'invalid_request' });
    expect(await refused({ urls, credential_id: id })).toMatchObject({ code: 'not_found' });
    expect(await refused(crawl({ max_pages: 10_001 }))).toMatchObject({
      details: { issues: [{ path: 'crawl.max_pages' }] },
    });
    const ingester = app.client((await owner.post('/api-keys', { name: 'i', scopes: ['ingest'] })).body.raw_key);
    expect((await ingester.post(`/projects/${id}/sources`, { urls, credential_id: id })).status).toBe(403);
    const reader = app.client((await owner.post('/api-keys', { name: 'r', scopes: ['projects:read'] })).body.raw_key);
    expect((await reader.post(`/projects/${id}/sources`, { urls })).status).toBe(403);
    expect((await reader.get(`/projects/${id}/sources`)).body.data).toEqual([]);
    expect(site.asked()).toEqual([]);
  });
});

async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Whatever is due was done. */
async function queueIsIdle(kind: string): Promise<void> {
  await until(async () => {
    const due = await app.db
      .selectFrom('work')
      .select('id')
      .where('kind', '=', kind)
      .where('run_at', '<=', clock.now())
      .execute();
    return due.length === 0;
  });
}
