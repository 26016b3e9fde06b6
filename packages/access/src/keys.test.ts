import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKeyTemplate } from './key-template.ts';
import { ENVIRONMENTS, generateKey, keyPattern, parseKey } from './keys.ts';

const RK = parseKeyTemplate('rk_{env}_{base62:32}');
const RT = parseKeyTemplate('rt_{env}_{base62:32}');
const RG = parseKeyTemplate('rg_{hex:40}');
const FORMATS = [RK, RT, RG];

const anyFormat = fc.constantFrom(...FORMATS);
const anyEnvironment = fc.constantFrom(...ENVIRONMENTS);
/** A key from random bytes that fast-check chooses, so that a failure can be repeated. */
const anyKey = fc
  .tuple(anyFormat, anyEnvironment, fc.infiniteStream(fc.integer({ min: 0, max: 255 })))
  .map(([format, environment, bytes]) => {
    const key = generateKey(format, { environment, randomBytes: (n) => Uint8Array.from([...bytes.take(n)]) });
    return { format, environment, key };
  });

test('generated keys have the documented form', () => {
  expect(generateKey(RK, { environment: 'live', randomBytes })).toMatch(/^rk_live_[0-9A-Za-z]{32}$/);
  expect(generateKey(RT, { environment: 'test', randomBytes })).toMatch(/^rt_test_[0-9A-Za-z]{32}$/);
  expect(generateKey(RG, { environment: 'live', randomBytes })).toMatch(/^rg_[0-9a-f]{40}$/);
});

test('the checksum never changes: keys issued today must be read for ever', () => {
  const zeros = (n: number) => new Uint8Array(n);
  // From Python: zlib.crc32(b'rk_live_' + b'0' * 26) in base 62, zlib.crc32(b'rg_' + b'0' * 32) in base 16.
  expect(generateKey(RK, { environment: 'live', randomBytes: zeros })).toBe(`rk_live_${'0'.repeat(26)}2XBSPe`);
  expect(generateKey(RG, { environment: 'live', randomBytes: zeros })).toBe(`rg_${'0'.repeat(32)}06ddf29b`);
});

describe('parseKey', () => {
  test('reads back what was generated', () => {
    fc.assert(
      fc.property(anyKey, ({ format, environment, key }) => {
        const parsed = parseKey(FORMATS, key);
        expect(parsed?.format).toBe(format);
        expect(parsed?.environment).toBe(format === RG ? null : environment);
        expect(key.startsWith(parsed?.displayPrefix ?? '?')).toBe(true);
      }),
    );
  });

  test('shows as much of the key as the documents do', () => {
    const rk = generateKey(RK, { environment: 'test', randomBytes });
    expect(parseKey(FORMATS, rk)).toMatchObject({ prefix: 'rk_test_', displayPrefix: rk.slice(0, 12) });
    const rg = generateKey(RG, { environment: 'test', randomBytes });
    expect(parseKey(FORMATS, rg)).toMatchObject({ prefix: 'rg_', displayPrefix: rg.slice(0, 'rg_4a9f1c2e'.length) });
  });

  test('refuses every key with one character changed, left out, added or swapped with its neighbour', () => {
    const character = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...'aZ09_ '));
    fc.assert(
      fc.property(anyKey, fc.nat(), character, ({ key }, position, other) => {
        const at = position % key.length;
        const [head, here, tail] = [key.slice(0, at), key.charAt(at), key.slice(at + 1)];
        const swapped = head + tail.charAt(0) + here + tail.slice(1);
        for (const mutant of [head + other + tail, head + tail, head + other + here + tail, swapped]) {
          if (mutant !== key) expect(parseKey(FORMATS, mutant)).toBeNull();
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('refuses another environment, another prefix and another case', () => {
    fc.assert(
      fc.property(anyKey, ({ key }) => {
        for (const mutant of [
          key.replace('_live_', '_TEMP_').replace('_test_', '_live_').replace('_TEMP_', '_test_'),
          key.replace(/^rk/, 'RT').replace(/^rt/, 'rk').replace(/^RT/, 'rt'),
          key.toUpperCase(),
          ` ${key}`,
          `${key} `,
          `${key}\n`,
        ]) {
          if (mutant !== key) expect(parseKey(FORMATS, mutant)).toBeNull();
        }
      }),
    );
  });

  test.each([
    "' OR '1'='1",
    '',
    'rk_live_',
    'rt_live_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345',
    'rk_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'rg_your_key_here',
    'eyJhbGciOiJIUzI1NiJ9.e30.abc',
    `rk_live_${'\u0000'.repeat(32)}`,
    `rk_live_${'０'.repeat(32)}`,
  ])('refuses %j, made up or copied from the documents', (text) => {
    expect(parseKey(FORMATS, text)).toBeNull();
  });

  test('refuses a key of another length, though its checksum is right', () => {
    const longer = generateKey(parseKeyTemplate('rk_{env}_{base62:33}'), { environment: 'live', randomBytes });
    const shorter = generateKey(parseKeyTemplate('rk_{env}_{base62:31}'), { environment: 'live', randomBytes });
    expect(parseKey(FORMATS, longer)).toBeNull();
    expect(parseKey(FORMATS, shorter)).toBeNull();
  });

  test('knows only the formats it is given', () => {
    const key = generateKey(RK, { environment: 'live', randomBytes });
    expect(parseKey([RG], key)).toBeNull();
    expect(parseKey([], key)).toBeNull();
  });
});

test('keyPattern finds keys in any surroundings', () => {
  fc.assert(
    fc.property(
      anyKey,
      fc.constantFrom('', ' ', '%20', '\\n', 'x='),
      fc.constantFrom('', '"', ',x', ')'),
      (made, l, r) => {
        const found = new RegExp(keyPattern(made.format)).exec(l + made.key + r);
        expect(found?.[0]).toBe(made.key);
      },
    ),
  );
  expect(keyPattern(RK)).toBe('rk_(?:live|test)_[0-9A-Za-z]{32}');
  expect(keyPattern(RG)).toBe('rg_[0-9a-f]{40}');
});
