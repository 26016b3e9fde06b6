import { describe, expect, test } from 'vitest';
import { canGenerate, parseKeyTemplate } from './key-template.ts';

describe('parseKeyTemplate', () => {
  test('reads the documented formats', () => {
    expect(parseKeyTemplate('rk_{env}_{base62:32}')).toEqual({
      template: 'rk_{env}_{base62:32}',
      head: 'rk_',
      environmentTail: '_',
      encoding: 'base62',
      randomLength: 32,
    });
    expect(parseKeyTemplate('rg_{hex:40}')).toMatchObject({ head: 'rg_', environmentTail: null, encoding: 'hex' });
    expect(parseKeyTemplate('acme_{env}_sk_{base62:40}')).toMatchObject({ head: 'acme_', environmentTail: '_sk_' });
  });

  test.each([
    ['nothing', ''],
    ['no prefix', '{base62:32}'],
    ['no underscore before the random part', 'rk{base62:32}'],
    ['no random part', 'rk_{env}_'],
    ['an unknown part', 'rk_{date}_{base62:32}'],
    ['two environments', 'rk_{env}_{env}_{base62:32}'],
    ['two random parts', 'rk_{base62:32}_{base62:32}'],
    ['text after the random part', 'rk_{base62:32}_x'],
    ['characters that headers and scanners trip over', 'r-k_{base62:32}'],
    ['a digit first', '1k_{base62:32}'],
    ['an unknown alphabet', 'rk_{base58:32}'],
    ['no length', 'rk_{base62}'],
    ['space around it', ' rk_{base62:32}'],
    ['a line end', 'rk_{base62:32}\n'],
    ['an opaque part without a length', 'sk-{opaque}'],
    ['an opaque part with half a range', 'sk-{opaque:16-}'],
    ['an environment before an opaque part', 'sk_{env}_{opaque:48}'],
    ['text after the opaque part', 'sk-{opaque:48}-x'],
    ['a prefix that is no part of a header', 'sk.{opaque:48}'],
    ['a line end after the opaque part', 'sk-{opaque:48}\n'],
  ])('refuses %s', (_what, template) => {
    expect(() => parseKeyTemplate(template)).toThrow(
      /cannot be used: expected something like "rk_\{env\}_\{base62:32\}"/,
    );
  });

  test.each([
    ['rk_{base62:27}', /28 to 128 characters/],
    ['rk_{base62:129}', /28 to 128 characters/],
    ['rg_{hex:39}', /40 to 128 characters/],
    [`${'long_'.repeat(7)}{hex:40}`, /at most 32 characters/],
    ['sk-{opaque:15}', /16 to 255 characters/],
    ['{opaque:15-20}', /16 to 255 characters/],
    ['sk-{opaque:256}', /16 to 255 characters/],
    ['{opaque:16-256}', /16 to 255 characters/],
    ['sk-{opaque:48-20}', /the fewest before the most/],
    [`${'-'.repeat(33)}{opaque:48}`, /at most 32 characters/],
  ])('refuses the sizes of %s', (template, message) => {
    expect(() => parseKeyTemplate(template)).toThrow(message);
  });

  test('takes the shortest random parts that hold 128 bits', () => {
    expect(parseKeyTemplate('rk_{base62:28}')).toMatchObject({ randomLength: 28 });
    expect(parseKeyTemplate('rg_{hex:40}')).toMatchObject({ randomLength: 40 });
  });

  test('reads the formats of keys from elsewhere, which are not for making new ones', () => {
    const fixed = parseKeyTemplate('sk-{opaque:48}');
    expect(fixed).toEqual({
      template: 'sk-{opaque:48}',
      head: 'sk-',
      encoding: 'opaque',
      minLength: 48,
      maxLength: 48,
    });
    const ranged = parseKeyTemplate('{opaque:16-255}');
    expect(ranged).toMatchObject({ head: '', minLength: 16, maxLength: 255 });
    expect(parseKeyTemplate(`${'-'.repeat(32)}{opaque:16}`)).toMatchObject({ head: '-'.repeat(32) });
    expect([fixed, ranged].some(canGenerate)).toBe(false);
    expect(['rk_{env}_{base62:32}', 'rg_{hex:40}'].map(parseKeyTemplate).every(canGenerate)).toBe(true);
  });
});
