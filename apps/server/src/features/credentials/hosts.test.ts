import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBoundTo, normaliseHost } from './hosts.ts';

const isSent = (host: string, url: string) => isBoundTo([normaliseHost(host) ?? ''], new URL(url));

describe('a host', () => {
  it.each([
    ['wiki.example.com', 'wiki.example.com'],
    ['WIKI.Example.COM', 'wiki.example.com'],
    ['https://wiki.example.com/', 'wiki.example.com'],
    ['HTTP://wiki.example.com:80', 'http://wiki.example.com'],
    ['wiki.example.com:443', 'wiki.example.com'],
    ['wiki.example.com:8443', 'wiki.example.com:8443'],
    ['*.Bücher.example', '*.xn--bcher-kva.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['2130706433', '127.0.0.1'],
    ['[::1]:8080', '[::1]:8080'],
    ['intranet', 'intranet'],
  ])('%s is kept as %s', (text, kept) => {
    expect(normaliseHost(text)).toBe(kept);
    expect(normaliseHost(kept)).toBe(kept);
  });

  it.each([
    'wiki.example.com/path',
    'https://wiki.example.com/path',
    'ftp://wiki.example.com',
    'user@wiki.example.com',
    'user:password@wiki.example.com',
    'wiki.example.com?x',
    'wiki.example.com#x',
    'wiki.example.com\\@evil.example',
    'wiki.example.com evil.example',
    'wiki.example.com\r\nx: y',
    '*',
    '*.com',
    '*.127.0.0.1',
    '*.0.0.1',
    'a*.example.com',
    'a.*.example.com',
    '*.*.example.com',
    'wiki.example.com:99999',
    'wiki.example.com:port',
    ':443',
    '',
  ])('%j is none', (text) => expect(normaliseHost(text)).toBeNull());
});

describe('a secret', () => {
  it.each([
    ['wiki.example.com', 'https://wiki.example.com/a?b'],
    ['wiki.example.com', 'https://WIKI.example.com:443/'],
    ['wiki.example.com:8443', 'https://wiki.example.com:8443/'],
    ['*.example.com', 'https://wiki.example.com/'],
    ['*.example.com', 'https://a.b.example.com/'],
    ['bücher.example', 'https://bücher.example/'],
    ['http://wiki', 'http://wiki/'],
    ['http://wiki', 'https://wiki/'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['127.0.0.1:80', 'http://127.0.0.1/'],
    ['localhost:8080', 'http://localhost:8080/'],
    ['[::1]', 'http://[::1]/'],
  ])('of %s goes to %s', (host, url) => expect(isSent(host, url)).toBe(true));

  it.each([
    ['wiki.example.com', 'http://wiki.example.com/', 'unencrypted'],
    ['*.example.com', 'http://wiki.example.com/', 'unencrypted'],
    ['wiki.example.com', 'https://wiki.example.com:8443/', 'another port'],
    ['wiki.example.com:8443', 'https://wiki.example.com/', 'another port'],
    ['wiki.example.com', 'https://example.com/', 'above'],
    ['wiki.example.com', 'https://a.wiki.example.com/', 'below'],
    ['*.example.com', 'https://example.com/', 'above'],
    ['*.example.com', 'https://evilexample.com/', 'the same ending'],
    ['*.example.com', 'https://example.com.evil.example/', 'the same beginning'],
    ['wiki.example.com', 'https://wiki.example.com.evil.example/', 'the same beginning'],
    ['wiki.example.com', 'https://wiki.example.com@evil.example/', 'a user name'],
    ['127.0.0.1:8080', 'http://127.0.0.2:8080/', 'another address'],
    ['http://wiki', 'http://wiki:8080/', 'another port'],
  ])('of %s does not go to %s: %s', (host, url) => expect(isSent(host, url)).toBe(false));

  it('goes to what its entry says and nowhere else', () => {
    const place = fc.record({
      scheme: fc.constantFrom('http', 'https'),
      below: fc.constantFrom('', 'a.', 'a.b.', 'evil'),
      port: fc.constantFrom('', ':8443'),
      path: fc.webPath(),
    });
    const entry = fc.record({
      star: fc.constantFrom('', '*.'),
      port: fc.constantFrom('', ':8443'),
      domain: fc.domain(),
    });
    fc.assert(
      fc.property(entry, place, ({ star, port, domain }, { scheme, below, path, ...to }) => {
        const isBelow = below.endsWith('.');
        const expected = scheme === 'https' && port === to.port && (star ? isBelow : below === '');
        const url = `${scheme}://${below}${domain}${to.port}${path}`;
        expect(isSent(`${star}${domain}${port}`, url)).toBe(expected);
        expect(isSent(`http://${star}${domain}${port}`, url)).toBe(port === to.port && (star ? isBelow : below === ''));
      }),
    );
  });
});
