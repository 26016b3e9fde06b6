import { expect, test } from 'vitest';
import type { FetchedResource, RequestOptions, SafeFetch } from '../../../platform/safe-fetch/index.ts';
import { fetchPage, type PageRequest } from './fetch-page.ts';

const now = new Date('2026-01-01T00:00:00Z');

/** A web whose addresses answer so, one after the other. */
function web(...answers: Partial<FetchedResource>[]) {
  const asked: { url: string; options: RequestOptions }[] = [];
  const fetch: SafeFetch = async (url, options) => {
    const answer = answers[asked.length] ?? { status: 404 };
    asked.push({ url, options });
    return { status: 200, url, headers: {}, contentType: null, body: new Uint8Array(), ...answer };
  };
  const followed: string[] = [];
  const request: PageRequest = {
    url: 'https://example.org/a',
    maxBytes: 1000,
    headersFor: undefined,
    known: null,
    async mayFollow(url) {
      followed.push(url);
    },
    signal: new AbortController().signal,
  };
  return { asked, followed, get: (more: Partial<PageRequest> = {}) => fetchPage(fetch, now, { ...request, ...more }) };
}

test('each redirect is asked about before it is followed', async () => {
  const moved = (location: string) => ({ status: 301, headers: { location } });
  const { get, asked, followed } = web(moved('/b'), moved('https://www.example.org/c'), { headers: { etag: '"1"' } });
  expect(await get()).toMatchObject({
    kind: 'content',
    url: 'https://www.example.org/c',
    etag: '"1"',
    lastModified: null,
  });
  expect(followed).toEqual(['https://example.org/b', 'https://www.example.org/c']);
  expect(asked.every(({ options }) => options.maxRedirects === 0)).toBe(true);

  const refused = web(moved('/b'));
  const no = async () => Promise.reject(new Error('no'));
  await expect(refused.get({ mayFollow: no })).rejects.toThrow('no');
  expect(refused.asked).toHaveLength(1);
});

test.each(['file:///etc/passwd', 'https://user:secret@example.org/', 'http://['])(
  'a redirect to %s is refused',
  async (location) => {
    const { get, asked } = web({ status: 302, headers: { location } });
    await expect(get()).rejects.toMatchObject({ code: 'bad_url' });
    expect(asked).toHaveLength(1);
  },
);

test('redirects come to an end', async () => {
  const circle = Array.from({ length: 10 }, () => ({ status: 302, headers: { location: '/a' } }));
  const { get, asked } = web(...circle);
  await expect(get()).rejects.toMatchObject({ code: 'too_many_redirects' });
  expect(asked).toHaveLength(6);
});

test('a known version is named, and only then 304 means that it is the same', async () => {
  const { get, asked } = web({ status: 304 }, { status: 304 });
  expect(await get({ known: { etag: '"1"', lastModified: 'yesterday' } })).toEqual({ kind: 'not-modified' });
  expect(asked[0]?.options.headers).toEqual({ 'if-none-match': '"1"', 'if-modified-since': 'yesterday' });
  await expect(get()).rejects.toMatchObject({ code: 'bad_status' });
});

test.each([
  [429, '120', 120_000],
  [503, 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  [503, 'Thu, 01 Jan 2025 00:00:00 GMT', 1_000],
  [429, '99999999', 600_000],
  [429, 'soon', 30_000],
  [503, undefined, 30_000],
])('%i with Retry-After: %s', async (status, retryAfter, forMs) => {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  expect(await web({ status, headers }).get()).toEqual({ kind: 'busy', forMs });
});

test.each([404, 410])('%i: it is gone', async (status) => {
  expect(await web({ status }).get()).toEqual({ kind: 'gone', status });
});
