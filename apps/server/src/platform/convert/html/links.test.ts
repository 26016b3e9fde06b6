import { expect, test } from 'vitest';
import { createLinkScanner } from './links.ts';

const page = (html: string, url = 'https://example.org/a/b.html') => {
  const scanner = createLinkScanner(url);
  scanner.write(html);
  return scanner.end();
};

test('links are absolute, without fragments, each once, and of the web', () => {
  const html = `<nav><a href="c">1</a><a href='/d#part'>2</a><A HREF=../e?x=1&amp;y=2>3</A></nav>
    <a href="c#again">1</a><a href="#here">here</a><a href="mailto:a@b.c">m</a><a href="javascript:x()">j</a>
    <a href="https://other.org">o</a><a>none</a><a href="http://[bad">bad</a><map><area href="f"></map>`;
  expect(page(html).links).toEqual([
    'https://example.org/a/c',
    'https://example.org/d',
    'https://example.org/e?x=1&y=2',
    'https://example.org/a/b.html',
    'https://other.org/',
    'https://example.org/a/f',
  ]);
});

test('the first <base> counts for what follows it', () => {
  const html = '<base href="/root/"><base href="/second/"><a href="x">x</a>';
  expect(page(html).links).toEqual(['https://example.org/root/x']);
});

test.each([
  ['<meta name="robots" content="noindex">', true, 1],
  ['<meta name=ROBOTS content="NoIndex, NoFollow">', true, 0],
  ['<meta name="robots" content="nofollow">', false, 0],
  ['<meta name="robots" content="none">', true, 0],
  ['<meta name="robots" content="index, follow">', false, 1],
  ['<meta name="description" content="noindex">', false, 1],
])('%s', (meta, noindex, links) => {
  const found = page(`${meta}<a href="x">x</a><a href="y" rel="noopener nofollow">y</a>`);
  expect([found.noindex, found.links.length]).toEqual([noindex, links]);
});

test('the canonical address is absolute', () => {
  expect(page('<link rel="canonical" href="/c">').canonical).toBe('https://example.org/c');
  expect(page('<link rel="stylesheet" href="/c">').canonical).toBeNull();
});

test('pieces make the same whole, and there is an end to what one page may hold', () => {
  const scanner = createLinkScanner('https://example.org/');
  for (const piece of ['<a hr', 'ef="/one">x</', 'a><a href="/t', 'wo">']) scanner.write(piece);
  expect(scanner.end().links).toEqual(['https://example.org/one', 'https://example.org/two']);
  const many = Array.from({ length: 6_000 }, (_, n) => `<a href="/${n}">`).join('');
  expect(page(many).links.length).toBe(5_000);
  expect(page(`<a href="/${'x'.repeat(3_000)}">`).links).toEqual([]);
});
