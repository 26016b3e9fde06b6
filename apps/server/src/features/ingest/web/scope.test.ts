import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Leading } from './rules.ts';
import { isDocumentType, isOnHost, isWanted, matchesPattern } from './scope.ts';

const walk = (start: string, rules: Partial<Leading> = {}): Leading => ({
  kind: 'crawl',
  start,
  maxDepth: 2,
  isRepeated: false,
  maxPages: 10,
  include: [],
  exclude: [],
  subdomains: false,
  ...rules,
});

describe('hosts', () => {
  test.each([
    ['https://example.org/', 'http://example.org/x', false, true],
    ['https://example.org/', 'https://www.example.org/x', false, true],
    ['https://www.example.org/', 'https://example.org/x', false, true],
    ['https://example.org/', 'https://docs.example.org/x', false, false],
    ['https://example.org/', 'https://docs.example.org/x', true, true],
    ['https://www.example.org/', 'https://docs.example.org/x', true, true],
    ['https://example.org/', 'https://badexample.org/x', true, false],
    ['https://example.org/', 'https://example.org.evil.com/', true, false],
    ['https://example.org/', 'https://example.org:8443/', false, false],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/x', false, true],
    ['http://127.0.0.1:8080/', 'http://127.0.0.2:8080/x', false, false],
  ])('%s → %s, subdomains %s: %s', (start, url, subdomains, expected) => {
    expect(isOnHost({ start, subdomains }, url)).toBe(expected);
  });
});

describe('paths', () => {
  test.each([
    ['/docs/*', '/docs/a/b', true],
    ['/docs/*', '/docs', false],
    ['/docs', '/docs', true],
    ['/docs', '/docs/', false],
    ['*.pdf', '/a/b.pdf', true],
    ['/a*b*c', '/abc', true],
    ['/a*b*c', '/acb', false],
    ['/a*a', '/a', false],
    ['*', '/anything', true],
    ['/über/*', '/%C3%BCber/x', true],
    ['/%C3%BCber/*', '/%C3%BCber/x', true],
  ])('%s on %s: %s', (pattern, path, expected) => expect(matchesPattern(pattern, path)).toBe(expected));

  test('agrees with the regular expression that would do the same', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/'), maxLength: 8 });
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    fc.assert(
      fc.property(letters, path, (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesPattern(pattern, text)).toBe(same.test(text));
      }),
    );
  });

  test('a pattern that would keep a regular expression busy for years is answered at once', () => {
    expect(matchesPattern(`${'*a'.repeat(100)}b`, `/${'a'.repeat(1900)}`)).toBe(false);
  });

  test('what is wanted: included, not excluded, and of a kind that can be read', () => {
    const rules = walk('https://example.org/', { include: ['/docs/*', '/a'], exclude: ['/docs/old/*', '*?print=1'] });
    const wanted = (path: string) => isWanted(rules, `https://example.org${path}`);
    expect(['/docs/x', '/a', '/docs/file.pdf', '/docs/x?y=1'].map(wanted)).toEqual([true, true, true, true]);
    expect(['/b', '/docs/old/x', '/docs/x?print=1', '/docs/x.png', '/docs/x.CSS'].map(wanted)).not.toContain(true);
    expect(isWanted(rules, 'https://elsewhere.org/docs/x')).toBe(false);
  });

  test('content types', () => {
    for (const type of [null, 'text/html; charset=utf-8', 'application/pdf', 'text/plain', 'application/octet-stream'])
      expect(isDocumentType(type), String(type)).toBe(true);
    for (const type of ['image/png', 'text/css', 'application/javascript', 'video/mp4', 'application/rss+xml'])
      expect(isDocumentType(type), type).toBe(false);
  });
});
