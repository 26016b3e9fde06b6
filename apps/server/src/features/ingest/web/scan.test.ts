import { expect, test } from 'vitest';
import type { Content } from './fetch-page.ts';
import { scanPage } from './scan.ts';

const page = (html: string, more: Partial<Content> = {}): Content => ({
  kind: 'content',
  url: 'https://example.org/list?sort=up#x',
  body: Buffer.from(html),
  contentType: 'text/html; charset=utf-8',
  headers: {},
  etag: null,
  lastModified: null,
  ...more,
});
const canonical = (href: string) => page(`<link rel="canonical" href="${href}">`);

test('links are normalised, each once', async () => {
  const { links } = await scanPage(
    page('<a href="/a?utm_source=x"></a><a href="/a#b"></a><a href="ftp://x.org/"></a>'),
  );
  expect(links).toEqual(['https://example.org/a']);
});

test.each([
  ['/list', 'https://example.org/list'],
  ['/', 'https://example.org/list?sort=up'],
  ['https://elsewhere.org/list', 'https://example.org/list?sort=up'],
  ['ftp://example.org/list', 'https://example.org/list?sort=up'],
])('a page that calls itself %s is kept as %s', async (href, identity) => {
  expect((await scanPage(canonical(href))).identity).toBe(identity);
});

test.each([
  ['noindex', true, 1],
  ['noindex, nofollow', true, 0],
  ['none', true, 0],
  ['ragkeep: noindex', true, 1],
  ['otherbot: noindex', false, 1],
  ['max-snippet: 20', false, 1],
])('X-Robots-Tag: %s', async (tag, noindex, links) => {
  const found = await scanPage(page('<a href="/a"></a>', { headers: { 'x-robots-tag': tag } }));
  expect([found.noindex, found.links.length]).toEqual([noindex, links]);
});

test('what is no HTML has no links', async () => {
  const pdf = page('<a href="/a"></a>', { contentType: 'application/pdf' });
  expect((await scanPage(pdf)).links).toEqual([]);
  expect((await scanPage(page('<a href="/a"></a>', { contentType: null }))).links).toHaveLength(1);
});

test('other encodings are read as they say', async () => {
  const body = Buffer.from('<a href="/caf\xe9"></a>', 'latin1');
  const { links } = await scanPage(page('', { body, contentType: 'text/html; charset=iso-8859-1' }));
  expect(links).toEqual(['https://example.org/caf%C3%A9']);
});
