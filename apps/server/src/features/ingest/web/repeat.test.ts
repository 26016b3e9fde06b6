import { expect, test } from 'vitest';
import { type WebForm, walkOf } from './forms.ts';
import { repeat } from './repeat.ts';
import type { Walk } from './rules.ts';

const start = 'https://example.org/';
const form = (rules: Partial<NonNullable<WebForm['crawl']>> = {}): WebForm => ({
  crawl: { url: start, max_depth: 2, max_pages: 10, include: [], exclude: [], subdomains: false, ...rules },
  metadata: {},
});
const pages = [
  { url: start, depth: 0 },
  { url: 'https://example.org/a', depth: 1 },
  { url: 'https://example.org/b', depth: 2 },
];
const again = (next: WebForm, walk: Walk | null, known = pages) => {
  const repeated = repeat(next, walkOf(next), { walk, pages: known });
  return { ...repeated, urls: repeated.sources.map(({ url, depth }) => [url, depth]) };
};
/** As the database gives it back: in another order. */
const stored = (walk: Walk): Walk => Object.fromEntries(Object.entries(walk).reverse()) as Walk;

test('a crawl begins with all that it knew, and trusts in that under the same rules', () => {
  const { walk, urls } = again(form(), stored(walkOf(form()).walk));
  expect(urls).toEqual(pages.map(({ url, depth }) => [url, depth]));
  expect(walk).toMatchObject({ kind: 'crawl', isRepeated: true });
});

test.each([
  ['other rules', form({ exclude: ['/b'] }), walkOf(form()).walk],
  ['rules that are not known any more', form(), null],
  ['no room for all before', form({ max_pages: 3 }), walkOf(form({ max_pages: 3 })).walk],
])('%s: its pages are read again', (_name, next, walk) => {
  expect(again(next, walk).walk).toMatchObject({ isRepeated: false });
});

test('what the rules leave out now is not asked for', () => {
  const urls = again(form({ exclude: ['/a'], max_depth: 1 }), null).urls;
  expect(urls).toEqual([[start, 0]]);
  expect(again(form({ max_pages: 2 }), null).urls).toHaveLength(2);
});

test('a list and a sitemap begin as they are', () => {
  const list: WebForm = { urls: [start], metadata: {} };
  expect(again(list, null).urls).toEqual([[start, 0]]);
});
