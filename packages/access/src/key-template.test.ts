import { describe, expect, test } from 'vitest';
import { parseKeyTemplate } from './key-template.ts';

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
  ])('refuses the sizes of %s', (template, message) => {
    expect(() => parseKeyTemplate(template)).toThrow(message);
  });

  test('takes the shortest random parts that hold 128 bits', () => {
    expect(parseKeyTemplate('rk_{base62:28}').randomLength).toBe(28);
    expect(parseKeyTemplate('rg_{hex:40}').randomLength).toBe(40);
  });
});
