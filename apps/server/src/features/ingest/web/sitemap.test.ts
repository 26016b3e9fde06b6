import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readSitemap, SitemapError } from './sitemap.ts';

const at = 'https://example.org/sitemap.xml';
const all = () => true;
const read = (text: string, most = 100, wanted: (page: string) => boolean = all) =>
  readSitemap(Buffer.from(text), at, most, wanted);

const sitemap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x">
  <url><loc> https://example.org/a?x=1&amp;y=2#z </loc><lastmod>2024-01-01</lastmod>
    <image:image><image:loc>https://example.org/picture.jpg</image:loc></image:image></url>
  <url><loc><![CDATA[https://example.org/b]]></loc></url>
  <url><loc>https://example.org/b</loc></url>
  <url><loc>/relative</loc></url>
  <url><loc>javascript:alert(1)</loc></url>
</urlset>`;
const pages = ['https://example.org/a?x=1&y=2', 'https://example.org/b', 'https://example.org/relative'];

test('the pages of a sitemap, normalised, each once; not its pictures', async () => {
  expect(await read(sitemap)).toEqual({ pages, sitemaps: [] });
});

test('gzipped', async () => {
  expect((await readSitemap(gzipSync(sitemap), at, 100, all)).pages).toEqual(pages);
});

test('an index leads to further sitemaps', async () => {
  const index = '<sitemapindex><sitemap><loc>https://example.org/1.xml.gz</loc></sitemap></sitemapindex>';
  expect(await read(index)).toEqual({ pages: [], sitemaps: ['https://example.org/1.xml.gz'] });
});

test('one address a line', async () => {
  expect((await read('\ufeffhttps://example.org/a\r\nnot one\nhttps://example.org/b\n')).pages).toEqual([
    'https://example.org/a',
    'https://example.org/b',
  ]);
});

test('no more than wanted', async () => {
  expect((await read(sitemap, 1)).pages).toHaveLength(1);
  expect((await read(sitemap, 1, (page) => page.endsWith('/b'))).pages).toEqual(['https://example.org/b']);
});

test('entities are not expanded', async () => {
  const bomb = `<!DOCTYPE urlset [<!ENTITY x "https://evil.org/">]><urlset><url><loc>&x;</loc></url></urlset>`;
  expect((await read(bomb)).pages).not.toContain('https://evil.org/');
});

test.each(['<html><body><a href="/x">x</a></body></html>', '<feed/>', '', '{}'])('is none: %s', async (text) => {
  await expect(read(text)).rejects.toThrow(SitemapError);
});

test('a gzip bomb is refused, and so is a damaged file', async () => {
  const bomb = gzipSync(Buffer.alloc(51 * 1024 * 1024));
  await expect(readSitemap(bomb, at, 1, all)).rejects.toThrow('more than 50 MB');
  await expect(readSitemap(gzipSync(sitemap).subarray(0, 60), at, 1, all)).rejects.toThrow('damaged');
});
