import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testClock } from './app.ts';
import type { Client } from './client.ts';
import { htmlPage, textPage as page, type Site, serveSite } from './site.ts';
import { tinyPdf } from './tiny-pdf.ts';

const clock = testClock();
let app: TestApp;
let owner: Client;
let site: Site;
let elsewhere: Site;
let id: string;

beforeAll(async () => {
  [site, elsewhere] = await Promise.all([serveSite(), serveSite()]);
  app = await startTestApp({ FETCH_ALLOW_PRIVATE: '127.0.0.0/8' }, { clock });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  site.close();
  elsewhere.close();
});
beforeEach(async () => {
  site.pages = {};
  site.forget();
  elsewhere.forget();
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

describe('a list of URLs', () => {
  it('is read page by page: each once, redirects followed, no link taken', async () => {
    site.pages = {
      '/a': htmlPage('alpha', ['/c']),
      '/b': { status: 302, headers: { location: '/c' } },
      '/c': htmlPage('gamma'),
    };
    const urls = [at('/a'), at('/b'), at('/a#part'), at('/none')];
    const job = await owner.ingest(id, { urls, metadata: { shelf: 3 } });
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 2, failed: 1 }, progress: { total: 3 } });
    expect(job.documents.failures).toMatchObject([{ source: at('/none'), code: 'not_found' }]);
    expect(await paths()).toEqual(['/a', '/b']);
    expect(site.asked()).toEqual(['/a', '/b', '/c', '/none']);
    const [hit] = (await owner.post(`/projects/${id}/search`, { query: 'gamma', filter: { shelf: 3 } })).body.results;
    expect(hit.document.url).toBe(at('/b'));
  });
});

describe('a URL of a private network', () => {
  it('is not reached', async () => {
    const urls = [
      'http://10.0.0.1/',
      'http://[::ffff:10.0.0.1]/',
      'http://169.254.169.254/latest',
      'http://2852039166/',
    ];
    const refused = await owner.ingest(id, { crawl: { url: 'http://10.0.0.1/' } });
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'address_refused' } });
    const job = await owner.ingest(id, { urls });
    expect(job.documents.failures.map(({ code }: { code: string }) => code)).toEqual(urls.map(() => 'address_refused'));
  });
});

describe('a crawl', () => {
  it('follows links to its depth, on its host, as robots.txt and the pages allow', async () => {
    elsewhere.pages = { '/': htmlPage('elsewhere') };
    site.pages = {
      '/robots.txt': { body: 'User-agent: *\nDisallow: /private\n' },
      '/': htmlPage('home', [
        '/one?utm_source=x#top',
        '/private/x',
        `${elsewhere.origin}/`,
        'http://127.0.0.9:9/x',
        '/logo.png',
        '/guide.pdf',
        '/leaves',
        '/unlisted',
      ]),
      '/one': htmlPage('first', ['/two', '/', '/data'], `<link rel="canonical" href="/one">`),
      '/two': htmlPage('second', ['/three']),
      '/three': htmlPage('third'),
      '/data': { headers: { 'content-type': 'image/png' }, body: 'PNG' },
      '/guide.pdf': {
        headers: { 'content-type': 'application/pdf' },
        body: Buffer.from(tinyPdf(['The guide to the bay.'])),
      },
      '/leaves': { status: 302, headers: { location: `${elsewhere.origin}/` } },
      '/unlisted': htmlPage('unlisted', ['/behind'], '<meta name="robots" content="noindex">'),
      '/behind': htmlPage('behind'),
    };
    const job = await owner.ingest(id, crawl());
    expect(await paths()).toEqual(['/', '/behind', '/guide.pdf', '/one', '/two']);
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 5, failed: 1 } });
    expect(job.documents.failures).toMatchObject([{ source: at('/leaves'), code: 'other_host' }]);
    expect(elsewhere.asked()).toEqual([]);
    const asked = site.asked();
    expect(asked[0]).toBe('/robots.txt');
    for (const path of ['/private/x', '/logo.png', '/three']) expect(asked).not.toContain(path);
    expect(new Set(asked).size).toBe(asked.length);
    expect(site.visits[0]?.userAgent).toMatch(/^Ragkeep\//);
    expect(await find('bay')).toBe(1);
  });

  it('takes no more pages than asked for, and only those whose paths are wanted', async () => {
    const links = ['/docs/a', '/docs/b', '/docs/old/c', '/blog/d'];
    site.pages = { '/': htmlPage('home', links) };
    for (const path of links) site.pages[path] = htmlPage(path);
    await owner.ingest(id, crawl({ include: ['/docs/*'], exclude: ['/docs/old/*'] }));
    // The start leads there, but is not wanted itself.
    expect(await paths()).toEqual(['/docs/a', '/docs/b']);
    id = (await owner.post('/projects', { name: 'Small' })).body.id;
    const job = await owner.ingest(id, crawl({ max_pages: 3 }));
    expect([(await paths()).length, job.progress.total]).toEqual([3, 3]);
  });

  it('whose robots.txt cannot be read asks for nothing, and says so', async () => {
    site.pages = { '/robots.txt': { status: 503 }, '/': htmlPage('home') };
    const job = await owner.ingest(id, crawl());
    expect(job).toMatchObject({ status: 'failed', error: { code: 'robots_unavailable' } });
    expect(site.asked()).toEqual(['/robots.txt']);
  });

  it('leaves a site alone that answers with nothing but errors', async () => {
    const links = Array.from({ length: 9 }, (_, n) => `/p${n}`);
    site.pages = { '/': htmlPage('home', links) };
    for (const path of links) site.pages[path] = { status: 500 };
    const job = await owner.ingest(id, crawl());
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 1, failed: 5 } });
    expect(site.asked()).toHaveLength(2 + 5);
  });

  it('opens private pages with a credential, which goes to no other host', async () => {
    const token = 'tok-0123456789abcdef';
    const authorization = `Bearer ${token}`;
    site.pages = {
      '/': { ...page(htmlPage('home', ['/inner'])), authorization },
      '/inner': { ...page(htmlPage('inner')), authorization },
    };
    const refused = await owner.ingest(id, crawl());
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'bad_status' } });
    const credential = { kind: 'bearer', name: 'Wiki', token, hosts: [new URL(site.origin).host] };
    const { id: credential_id } = (await owner.post('/credentials', credential)).body;
    await owner.ingest(id, { ...crawl(), credential_id });
    expect(await paths()).toEqual(['/', '/inner']);
  });

  it('comes back to a server that asks for patience', async () => {
    site.pages = { '/': { status: 429, headers: { 'retry-after': '3600' } } };
    const started = (await owner.post(`/projects/${id}/ingest`, crawl())).body.job;
    await until(() => site.asked().includes('/'));
    expect((await owner.get(`/jobs/${started.id}`)).body.status).toBe('running');
    site.pages = { '/': htmlPage('home') };
    clock.advance(601);
    expect((await owner.settled(started.id)).status).toBe('succeeded');
  });
});

describe('a sitemap', () => {
  it('and what it refers to, gzipped too, names the pages of its host', async () => {
    const urls = (...locations: string[]) =>
      `<urlset>${locations.map((path) => `<url><loc>${path}</loc></url>`).join('')}</urlset>`;
    site.pages = {
      '/robots.txt': { body: 'User-agent: *\nDisallow: /secret' },
      '/sitemap.xml': {
        body: `<sitemapindex><sitemap><loc>${at('/1.xml.gz')}</loc></sitemap><sitemap><loc>${at('/2.xml')}</loc></sitemap>
          <sitemap><loc>${elsewhere.origin}/sitemap.xml</loc></sitemap></sitemapindex>`,
      },
      '/1.xml.gz': {
        body: gzipSync(urls(at('/a'), at('/b'), `${elsewhere.origin}/x`, 'http://169.254.169.254/latest')),
      },
      '/2.xml': { body: urls(at('/b'), at('/secret')) },
      '/a': htmlPage('alpha', ['/not-named']),
      '/b': htmlPage('beta'),
    };
    const job = await owner.ingest(id, { sitemap: { url: at('/sitemap.xml') } });
    expect(await paths()).toEqual(['/a', '/b']);
    expect(job).toMatchObject({ status: 'succeeded', documents: { succeeded: 2, failed: 1 } });
    expect(job.documents.failures).toMatchObject([{ source: at('/secret'), code: 'robots_disallowed' }]);
    expect(elsewhere.asked()).toEqual([]);
    expect(site.asked()).not.toContain('/secret');
  });

  it('that is none fails with its reason', async () => {
    site.pages = { '/': htmlPage('home') };
    const job = await owner.ingest(id, { sitemap: { url: at('/') } });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'bad_sitemap' } });
  });
});

async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 20));
}
