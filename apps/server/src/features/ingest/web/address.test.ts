import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseUrl } from './address.ts';

test.each([
  ['https://Example.ORG', 'https://example.org/'],
  ['https://example.org:443/a#part', 'https://example.org/a'],
  ['http://example.org:80/a/../b', 'http://example.org/b'],
  ['https://example.org/a?b=2&a=1&c=%20x+y', 'https://example.org/a?b=2&a=1&c=%20x+y'],
  ['https://example.org/a?utm_source=x&b=1&gclid=2&fbclid=3', 'https://example.org/a?b=1'],
  ['https://example.org/a?UTM_Source=x', 'https://example.org/a'],
  ['https://example.org/a?', 'https://example.org/a'],
  ['https://example.org/a??', 'https://example.org/a??'],
  ['https://example.org:8443/a', 'https://example.org:8443/a'],
])('%s → %s', (text, expected) => expect(normaliseUrl(text)).toBe(expected));

test.each([
  'ftp://example.org/',
  'file:///etc/passwd',
  'mailto:a@example.org',
  'https://user:secret@example.org/',
  'not an address',
  `https://example.org/${'x'.repeat(2000)}`,
])('%s cannot be visited', (text) => expect(normaliseUrl(text)).toBeNull());

test('a relative address needs its base', () => {
  expect(normaliseUrl('../c', 'https://example.org/a/b/')).toBe('https://example.org/a/c');
  expect(normaliseUrl('../c')).toBeNull();
});

test('normalising twice changes nothing more', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', '/', '..', '?', '&', '=', '#', '%20', 'utm_x', 'é', ' ', ':') });
  fc.assert(
    fc.property(piece, (rest) => {
      const once = normaliseUrl(`https://example.org/${rest}`);
      expect(once === null ? null : normaliseUrl(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});
