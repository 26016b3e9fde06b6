import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OpaqueFormat, parseKeyTemplate } from './key-template.ts';
import { generateKey, keyPattern, parseKey } from './keys.ts';

const RK = parseKeyTemplate('rk_{env}_{base62:32}');
const RG = parseKeyTemplate('rg_{hex:40}');
const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';

const wordOf = (minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength, maxLength });

const anyOpaque = fc
  .tuple(wordOf(0, 32), fc.integer({ min: 16, max: 255 }), fc.integer({ min: 16, max: 255 }))
  .map(([head, a, b]) => parseKeyTemplate(`${head}{opaque:${Math.min(a, b)}-${Math.max(a, b)}}`))
  .filter((format): format is OpaqueFormat => format.encoding === 'opaque');
const anyOpaqueKey = anyOpaque.chain((format) =>
  wordOf(format.minLength, format.maxLength).map((rest) => ({ format, rest, key: format.head + rest })),
);

const looksOurs = (key: string) => key.startsWith('rk_') || key.startsWith('rg_');

describe('parseKey with an opaque format', () => {
  test('reads every text of its head, length and characters, and shows four characters of it', () => {
    fc.assert(
      fc.property(anyOpaqueKey, ({ format, rest, key }) => {
        const displayPrefix = format.head + rest.slice(0, 4);
        expect(parseKey([format], key)).toEqual({ format, environment: null, prefix: format.head, displayPrefix });
      }),
    );
  });

  test('refuses every other length, head and character', () => {
    const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => !CHARACTERS.includes(c));
    fc.assert(
      fc.property(anyOpaque, fc.nat(), foreign, ({ head, minLength, maxLength, template }, position, character) => {
        const formats = [parseKeyTemplate(template)];
        const key = head + 'x'.repeat(maxLength);
        const at = position % key.length;
        expect(parseKey(formats, key)).not.toBeNull();
        expect(parseKey(formats, `${key}x`)).toBeNull();
        expect(parseKey(formats, head + 'x'.repeat(minLength - 1))).toBeNull();
        expect(parseKey(formats, key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
        expect(parseKey(formats, `${key.slice(0, -1)}\n`)).toBeNull();
        if (head !== '') expect(parseKey(formats, (head.startsWith('x') ? 'y' : 'x') + key.slice(1))).toBeNull();
      }),
    );
  });

  test('lets nothing pass that begins like a key of our own, in whatever order the formats are', () => {
    const anyRest = wordOf(16, 100);
    fc.assert(
      fc.property(fc.constantFrom('rk_', 'rk_live_', 'rk_test_', 'rg_'), anyRest, fc.boolean(), (head, rest, first) => {
        const opaque = ['{opaque:16-255}', 'r{opaque:16-255}', `${head}{opaque:16-255}`].map(parseKeyTemplate);
        expect(parseKey(opaque, head + rest)).not.toBeNull();
        expect(parseKey(first ? [...opaque, RK, RG] : [RK, RG, ...opaque], head + rest)).toBeNull();
      }),
    );
  });

  test('leaves keys with a checksum to their own format, and the others to the first that fits', () => {
    const anything = parseKeyTemplate('{opaque:16-255}');
    const key = generateKey(RK, { environment: 'live', randomBytes });
    expect(parseKey([anything, RG, RK], key)).toEqual(parseKey([RK], key));
    const narrow = parseKeyTemplate('sk-{opaque:20}');
    const foreign = `sk-${'x'.repeat(20)}`;
    expect(parseKey([narrow, anything], foreign)?.format).toBe(narrow);
    expect(parseKey([anything, narrow], foreign)?.format).toBe(anything);
    fc.assert(
      fc.property(anyOpaqueKey, ({ format, key: text }) => {
        expect(parseKey([RK, format, RG], text)?.format).toBe(looksOurs(text) ? undefined : format);
      }),
    );
  });

  test.each([
    ['an access token', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N'],
    ['a derived key', `rkd_${'e'.repeat(90)}.${'s'.repeat(43)}`],
    ['SQL', "' OR '1'='1'; DROP TABLE keys"],
    ['two keys that Node joined', `${'x'.repeat(20)}, ${'x'.repeat(20)}`],
  ])('does not take %s for a key, even without a head', (_what, text) => {
    expect(parseKey([parseKeyTemplate('{opaque:16-255}')], text)).toBeNull();
  });
});

test('no key of an opaque format can be generated', () => {
  fc.assert(
    fc.property(anyOpaque, (format) => {
      expect(() => generateKey(format, { environment: 'live', randomBytes })).toThrow(
        `The key format "${format.template}" only recognises keys from elsewhere: none can be generated.`,
      );
    }),
  );
});

test('keyPattern finds opaque keys between other characters', () => {
  fc.assert(
    fc.property(
      anyOpaqueKey,
      fc.constantFrom('', ' ', '="', 'a/'),
      fc.constantFrom('', '"', ',x', '.'),
      ({ format, key }, l, r) => {
        expect(new RegExp(keyPattern(format)).exec(l + key + r)?.[0]).toBe(key);
      },
    ),
  );
  expect(keyPattern(parseKeyTemplate('sk-{opaque:48}'))).toBe('sk-[0-9A-Za-z_-]{48}');
  expect(keyPattern(parseKeyTemplate('{opaque:16-255}'))).toBe('[0-9A-Za-z_-]{16,255}');
});
