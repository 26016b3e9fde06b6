import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './app.ts';
import { sendRaw } from './support/raw-http.ts';

const folder = join(import.meta.dirname, '../../../docs');

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });
const documentAt = async (path: string) => parseHTML(await (await get(path)).text()).document;

it('every page of docs/ is on the site and in its navigation, and no link or anchor is dead', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.md'));
  const waiting = ['/docs'];
  const anchors = new Map<string, Set<string>>();
  const wanted: { from: string; path: string; anchor: string }[] = [];
  for (const path of waiting) {
    const answer = await get(path);
    expect(answer.status, path).toBe(200);
    if (!answer.headers.get('content-type')?.startsWith('text/html') || !path.startsWith('/docs')) continue;
    const { document } = parseHTML(await answer.text());
    anchors.set(path, new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)));
    expect(document.querySelectorAll('h1').length, path).toBe(1);
    expect(document.querySelector('nav [aria-current]') === null, path).toBe(path === '/docs');
    for (const link of document.querySelectorAll('[href], [src]')) {
      const url = new URL(link.getAttribute('href') ?? link.getAttribute('src') ?? '', `${app.url}${path}`);
      if (url.origin !== app.url) continue;
      wanted.push({ from: path, path: url.pathname, anchor: decodeURIComponent(url.hash.slice(1)) });
      if (!waiting.includes(url.pathname)) waiting.push(url.pathname);
    }
  }
  expect(anchors.size).toBe(files.length);
  for (const { from, path, anchor } of wanted) {
    if (anchor !== '') expect(anchors.get(path)?.has(anchor), `${from} → ${path}#${anchor}`).toBe(true);
  }
});

it('what leads into the source tree is no link, and this server’s address is not in links', async () => {
  const page = await documentAt('/docs/guides/evaluation');
  expect(page.querySelector('article .source')?.getAttribute('title')).toContain('examples/evaluation/harbour.jsonl');
  const home = await documentAt('/docs/');
  expect(home.querySelector('article a[href="/api/docs"]')?.textContent).toBe('API reference');
  expect((await documentAt('/docs/reference/errors')).querySelector('article')?.textContent).not.toContain('<!--');
});

it('pages are strict about what they load, and hold nothing inline', async () => {
  for (const path of ['/docs', '/docs/reference/scopes', '/docs/nowhere']) {
    const answer = await get(path);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    const { document } = parseHTML(await answer.text());
    expect(document.querySelectorAll('[style], style, script:not([src]), [onclick]').length, path).toBe(0);
  }
});

it('a page that was not changed is not sent again', async () => {
  const first = await get('/docs/guides/keys');
  const etag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await get('/docs/guides/keys', { 'if-none-match': `"other", W/${etag}` });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect((await get('/docs/guides/keys', { 'if-none-match': '"other"' })).status).toBe(200);
});

it('pages come as Markdown, too', async () => {
  const answer = await get('/docs/guides/keys.md');
  expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(await answer.text()).toBe(await readFile(join(folder, 'guides/keys.md'), 'utf8'));
});

it('the index of the search holds the words of every section, without markup', async () => {
  const index = (await (await get('/docs/search.json')).json()) as { url: string; heading: string; words: string }[];
  expect(index.find(({ url }) => url === '/docs/guides/members#second-factor')).toMatchObject({
    heading: 'Second factor',
    words: expect.stringContaining('Three steps with any authenticator app (TOTP):'),
  });
  expect(index.filter(({ words }) => words.includes('pages_exhausted')).map(({ url }) => url)).toContain(
    '/docs/reference/errors',
  );
});

it('other paths get 404 and a page that helps', async () => {
  const answer = await get('/docs/guides/no-such-page');
  expect(answer.status).toBe(404);
  const { document } = parseHTML(await answer.text());
  expect(document.querySelector('h1')?.textContent).toBe('No such page');
  expect(document.querySelector('nav a[href="/docs/guides/keys"]')).not.toBeNull();
});

it.each([
  '/docs/..%2f..%2fpackage.json',
  '/docs/..%2fREADME.md',
  '/docs/guides/..%2f..%2f..%2fpackage.json',
  '/docs/assets/..%2findex.ts',
  '/docs/%2e%2e/package.json',
  '/docs/../package.json',
  '/docs/..\\..\\package.json',
  '/docs//etc/passwd',
  '/docs/README.md%00',
])('%s leads nowhere', async (path) => {
  const answer = await sendRaw(app.url, [`GET ${path} HTTP/1.1`, 'Host: localhost']);
  expect(answer.status).toBe(404);
  expect(JSON.stringify(answer.body)).not.toContain('workspaces"');
});
