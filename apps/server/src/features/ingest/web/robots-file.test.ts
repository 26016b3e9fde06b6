import { expect, test } from 'vitest';
import { parseRobots } from './robots-file.ts';

const allowed = (text: string, path: string) => parseRobots(text, 'ragkeep').isAllowed(`https://example.org${path}`);

test.each([
  ['', '/x', true],
  ['User-agent: *\nDisallow:', '/x', true],
  ['User-agent: *\nDisallow: /', '/x', false],
  ['User-agent: other\nDisallow: /', '/x', true],
  ['User-agent: Ragkeep/1.0\nDisallow: /', '/x', false],
  ['User-agent: ragkeep\nAllow: /\nUser-agent: *\nDisallow: /', '/x', true],
  ['User-agent: ragkeep\nUser-agent: other\nDisallow: /x', '/x', false],
  // Two groups for the same agent count as one (RFC 9309 §2.2.1).
  ['User-agent: *\nDisallow: /a\nUser-agent: b\nDisallow: /c\nUser-agent: *\nDisallow: /x', '/x', false],
  ['User-agent: *\nSitemap: https://example.org/s.xml\nDisallow: /x', '/x', false],
  ['user-agent : *  # everyone\r\n  DISALLOW : /x # not this\r\n', '/x/y', false],
  // The examples of RFC 9309 §2.2.2 and §5.2.
  ['User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif', '/example/page/', true],
  [
    'User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif',
    '/example/page/disallowed.gif',
    false,
  ],
  ['User-agent: *\nDisallow: *.gif$', '/a/b.gif', false],
  ['User-agent: *\nDisallow: *.gif$', '/a/b.gif?x', true],
  ['User-agent: *\nDisallow: /x\nAllow: /x', '/x', true],
  ['User-agent: *\nDisallow: /caf%c3%a9', '/café', false],
  ['User-agent: *\nDisallow: /café', '/caf%C3%A9/x', false],
  ['User-agent: *\nDisallow: /*?sort=', '/list?sort=up', false],
  ['\ufeffUser-agent: *\nDisallow: /x', '/x', false],
  ['<html>not found</html>', '/x', true],
  ['Disallow: /x', '/x', true],
])('%j on %s: %s', (text, path, expected) => expect(allowed(text, path)).toBe(expected));
