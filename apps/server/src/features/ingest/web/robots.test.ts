import { expect, test } from 'vitest';
import { type FetchedResource, type SafeFetch, SafeFetchError } from '../../../platform/safe-fetch/index.ts';
import { createRobots } from './robots.ts';

const { signal } = new AbortController();

/** A web on which every robots.txt answers so. */
function web(answer: Partial<FetchedResource> | SafeFetchError) {
  let now = Date.UTC(2026, 0, 1);
  const asked: string[] = [];
  const fetch: SafeFetch = async (url) => {
    asked.push(url);
    if (answer instanceof SafeFetchError) throw answer;
    return { status: 200, url, headers: {}, contentType: 'text/plain', body: new Uint8Array(), ...answer };
  };
  const robots = createRobots({ fetch, clock: { now: () => new Date(now) } });
  return {
    asked,
    ask: async (url: string) => (await robots.ask(url, signal)).kind,
    full: (url: string) => robots.ask(url, signal),
    pass: (hours: number) => {
      now += hours * 3_600_000;
    },
  };
}

const says = (text: string) => web({ body: Buffer.from(text) });

test('rules for us go before rules for all, and the longest match counts', async () => {
  const { ask } = says(
    'User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: RagKeep\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$',
  );
  expect(await ask('https://example.org/a')).toBe('allowed');
  expect(await ask('https://example.org/private/x')).toBe('disallowed');
  expect(await ask('https://example.org/private/open/x')).toBe('allowed');
  expect(await ask('https://example.org/a/b.pdf')).toBe('disallowed');
  expect(await ask('https://example.org/a/b.pdf?download')).toBe('allowed');
});

test('a delay is kept to, up to ten seconds', async () => {
  const at = 'https://example.org/';
  expect(await says('User-agent: *\nCrawl-delay: 2.5').full(at)).toEqual({ kind: 'allowed', delayMs: 2500 });
  expect(await says('User-agent: *\nCrawl-delay: 86400').full(at)).toEqual({ kind: 'allowed', delayMs: 10_000 });
  expect(await says('User-agent: *\nCrawl-delay: -1').full(at)).toEqual({ kind: 'allowed', delayMs: 0 });
});

test.each([404, 403, 410, 401])('%i: everything is allowed', async (status) => {
  expect(await web({ status }).ask('https://example.org/')).toBe('allowed');
});

test.each([
  web({ status: 500 }),
  web({ status: 503 }),
  web({ status: 429 }),
  web(new SafeFetchError('unreachable', 'no')),
  web(new SafeFetchError('timeout', 'no')),
])('what cannot be read allows nothing (%#), and is tried again', async ({ ask, asked, pass }) => {
  expect(await ask('https://example.org/')).toBe('unavailable');
  expect(await ask('https://example.org/')).toBe('unavailable');
  expect(asked).toEqual(['https://example.org/robots.txt']);
  pass(0.1);
  await ask('https://example.org/');
  expect(asked).toHaveLength(2);
});

test('each origin is asked once a day', async () => {
  const { ask, asked, pass } = says('User-agent: *\nDisallow: /x');
  for (const path of ['/a', '/b', '/x']) await ask(`https://example.org${path}`);
  pass(23);
  await ask('https://example.org/c');
  expect(asked).toHaveLength(1);
  await ask('http://example.org/c');
  pass(1);
  await ask('https://example.org/c');
  expect(asked).toEqual([
    'https://example.org/robots.txt',
    'http://example.org/robots.txt',
    'https://example.org/robots.txt',
  ]);
});

test('a hostile file takes no more time than a page is worth', async () => {
  const { ask } = says(`User-agent: *\n${`Disallow: ${'*a'.repeat(40)}b\n`.repeat(5_000)}`);
  const before = performance.now();
  expect(await ask(`https://example.org/${'a'.repeat(1_900)}`)).toBe('allowed');
  // Without care it takes ten seconds.
  expect(performance.now() - before).toBeLessThan(2_000);
});
