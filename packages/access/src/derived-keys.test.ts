import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DerivedClaims } from './derived-claims.ts';
import {
  DERIVED_KEY_PATTERN,
  derivationKey,
  deriveKey,
  isDerivedKeyShape,
  type ParsedDerivedKey,
  parseDerivedKey,
} from './derived-keys.ts';
import { SCOPES, UnknownScopeError } from './scopes.ts';

const PARENT = `rk_live_${'0'.repeat(26)}2XBSPe`;
const EXPIRES = new Date('2030-01-01T00:00:00Z');
const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

const base64url = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url');

/** The server's check, with another implementation of HMAC. */
function isSigned({ signedText, signature }: ParsedDerivedKey, parent: string): boolean {
  const key = createHmac('sha256', parent).update('ragkeep derived key').digest();
  return createHmac('sha256', key).update(signedText).digest().equals(signature);
}

/** A token with any payload, rightly signed, so that nothing but the payload can be the reason to refuse it. */
function forge(payload: string | Uint8Array): string {
  const key = createHmac('sha256', PARENT).update('ragkeep derived key').digest();
  const signedText = `rkd_${base64url(payload)}`;
  return `${signedText}.${createHmac('sha256', key).update(signedText).digest('base64url')}`;
}

const K = createHash('sha256').update(PARENT).digest('base64url');
const forgeJson = (fields: object) => forge(JSON.stringify({ k: K, exp: 1_893_456_000, ...fields }));

const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });
const anyName = anyText.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
const anyLeaf = fc.oneof(
  anyText,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    anyLeaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(anyName, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const anyIds = fc.array(fc.uuid(), { minLength: 1, maxLength: 5 });
const anyClaims: fc.Arbitrary<DerivedClaims> = fc
  .record(
    {
      expiresAt: fc.integer({ min: 1, max: 253_402_300_799 }).map((seconds) => new Date(seconds * 1000)),
      scopes: fc.shuffledSubarray([...SCOPES], { minLength: 1 }),
      projectIds: anyIds,
      agentIds: anyIds,
      filter: fc.dictionary(anyName, anyJson, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
      subject: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
    },
    { requiredKeys: ['expiresAt'] },
  )
  .filter((claims) => JSON.stringify(claims).isWellFormed() && JSON.stringify(claims).length < 1500)
  .filter((claims) => !JSON.stringify(claims).includes('\\u0000'));
const anyParent = fc.stringMatching(/^[0-9A-Za-z_-]{16,64}$/);

describe('deriveKey', () => {
  test('never changes what it makes: tokens minted by other programs must be read for ever', async () => {
    const claims: DerivedClaims = {
      expiresAt: EXPIRES,
      scopes: ['query'],
      projectIds: [ID],
      agentIds: [ID],
      filter: { team: 'sales' },
      subject: 'user-7',
    };
    // From Python's hmac, hashlib, base64 and json modules.
    expect(await deriveKey(PARENT, claims)).toBe(
      [
        'rkd_eyJrIjoiVFVuN29tR0gwMkJ4VkZXODNpZlI4RWdDVE01bHZUUnZfVVlnMWs0LVFjMCIsImV4cCI6MTg5MzQ1NjAwMCwic2Nv',
        'cGVzIjpbInF1ZXJ5Il0sInByb2plY3RfaWRzIjpbIjBmOGZhZDViLWQ5Y2ItNDY5Zi1hMTY1LTcwODY3NzI4OTUwZSJdLCJhZ2Vu',
        'dF9pZHMiOlsiMGY4ZmFkNWItZDljYi00NjlmLWExNjUtNzA4Njc3Mjg5NTBlIl0sImZpbHRlciI6eyJ0ZWFtIjoic2FsZXMifSwi',
        'c3ViIjoidXNlci03In0.7kWPVi2a5e51DyimJjKBRrCANywB7j1fb4sv_GicHZc',
      ].join(''),
    );
    expect(Buffer.from(await derivationKey(PARENT)).toString('hex')).toBe(
      '0d2c3421d215fbd56cb228f770fbc05eac13084b2f539e33e117b95d0926d872',
    );
  });

  test('is read back with the same claims, its parent and a signature that only the parent makes', async () => {
    await fc.assert(
      fc.asyncProperty(anyParent, anyParent, anyClaims, async (parent, other, claims) => {
        const token = await deriveKey(parent, claims);
        const parsed = parseDerivedKey(token);
        if (!parsed) throw new Error('not read');
        expect(JSON.stringify(parsed.claims)).toBe(JSON.stringify(claims));
        expect(Object.keys(parsed.claims).sort()).toEqual(Object.keys(claims).sort());
        expect(base64url(parsed.parentDigest)).toBe(createHash('sha256').update(parent).digest('base64url'));
        expect(`${parsed.signedText}.${base64url(parsed.signature)}`).toBe(token);
        expect(isSigned(parsed, parent)).toBe(true);
        expect(isSigned(parsed, other)).toBe(parent === other);
        expect(token).not.toContain(parent);
      }),
    );
  });

  test('ends in the second asked for, never later', async () => {
    const token = await deriveKey(PARENT, { expiresAt: new Date('2030-01-01T00:00:00.999Z') });
    expect(parseDerivedKey(token)?.claims).toEqual({ expiresAt: EXPIRES });
  });

  test.each<[string, Omit<DerivedClaims, 'expiresAt'>, RegExp]>([
    ['no scope', { scopes: [] }, /scopes must be one or more/],
    ['no project', { projectIds: [] }, /project ids must be one or more/],
    ['no agent', { agentIds: [] }, /agent ids must be one or more/],
    ['an id in capitals', { projectIds: [ID.toUpperCase()] }, /lower-case UUIDs/],
    ['an empty filter', { filter: {} }, /filter must be a JSON object of 1 to 20/],
    ['21 filter entries', { filter: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i, 1])) }, /1 to 20/],
    ['a filter whose value got lost', { filter: { team: undefined } }, /without undefined/],
    ['a filter that JSON changes', { filter: { since: EXPIRES } }, /JSON object/],
    ['a number that JSON has not', { filter: { n: Number.NaN } }, /JSON object/],
    ['a hole in a list', { filter: { n: new Array(1) } }, /JSON object/],
    ['a NUL', { filter: { deep: ['\0'] } }, /NUL/],
    ['a dangerous name', { filter: { deep: [JSON.parse('{"__proto__":1}')] } }, /__proto__/],
    ['an empty subject', { subject: '' }, /1 to 200 characters/],
    ['a long subject', { subject: 'x'.repeat(201) }, /1 to 200 characters/],
    ['half a character', { subject: '\ud800' }, /must be text/],
    ['what does not fit', { filter: { text: 'x'.repeat(3000) } }, /bytes of JSON, and 3036 fit/],
    ['100 ids', { projectIds: Array.from({ length: 100 }, () => ID) }, /3036 fit/],
  ])('refuses %s', async (_what, claims, message) => {
    await expect(deriveKey(PARENT, { expiresAt: EXPIRES, ...claims })).rejects.toThrow(message);
  });

  test.each([{ projectIds: undefined }, { project_ids: [ID] }, { filters: { team: 'sales' } }])(
    'refuses %j rather than make a key without that limit',
    async (claims) => {
      const all = Object.assign({ expiresAt: EXPIRES }, claims);
      const [name] = Object.keys(claims);
      await expect(deriveKey(PARENT, all as DerivedClaims)).rejects.toThrow(
        `its claim ${name} is unknown or undefined`,
      );
    },
  );

  test('refuses an unknown scope by its name', async () => {
    const scopes = JSON.parse('["query","memroy:read"]');
    await expect(deriveKey(PARENT, { expiresAt: EXPIRES, scopes })).rejects.toThrow(UnknownScopeError);
  });

  test.each(['nonsense', '1970-01-01T00:00:00Z', '1969-12-31T00:00:00Z', '+010000-01-01T00:00:00Z'])(
    'refuses to expire at %s',
    async (date) => {
      await expect(deriveKey(PARENT, { expiresAt: new Date(date) })).rejects.toThrow(/expiry must be a date/);
    },
  );

  test.each(['', `${PARENT}\n`, `Bearer ${PARENT}`, forgeJson({})])(
    'refuses %j as parent, without repeating it',
    async (parent) => {
      const refusal = new Error('The key cannot be derived: the parent must be an API key, as it was issued.');
      await expect(deriveKey(parent, { expiresAt: EXPIRES })).rejects.toThrow(refusal);
    },
  );

  test('fills a token to the last byte', async () => {
    const spare = 3036 - JSON.stringify({ k: K, exp: 1_893_456_000, filter: { t: '' } }).length;
    const token = await deriveKey(PARENT, { expiresAt: EXPIRES, filter: { t: 'x'.repeat(spare) } });
    expect(token).toHaveLength(4096);
    expect(parseDerivedKey(token)).not.toBeNull();
  });
});

describe('parseDerivedKey', () => {
  test('no token survives the change, loss or addition of a character', async () => {
    const character = fc.oneof(
      fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.=+/ \n\0'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(anyClaims, fc.nat(), character, async (claims, position, other) => {
        const token = await deriveKey(PARENT, claims);
        const at = position % (token.length + 1);
        const [head, tail] = [token.slice(0, at), token.slice(at + 1)];
        for (const mutant of [head + other + tail, head + tail, head + other + token.slice(at)]) {
          const parsed = parseDerivedKey(mutant);
          if (parsed && mutant !== token) expect(isSigned(parsed, PARENT)).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('every other last character of a signature is refused, though many mean the same bytes', async () => {
    const token = await deriveKey(PARENT, { expiresAt: EXPIRES });
    for (const last of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-') {
      const mutant = token.slice(0, -1) + last;
      const parsed = parseDerivedKey(mutant);
      expect(parsed !== null && isSigned(parsed, PARENT)).toBe(mutant === token);
    }
  });

  test('never throws, whatever it is given', () => {
    const json = fc.json({ maxDepth: 4 });
    const fields = fc.dictionary(
      fc.constantFrom('k', 'exp', 'scopes', 'project_ids', 'filter', 'sub', '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `rkd_${text}`),
          fc.uint8Array({ minLength: 60, maxLength: 200 }).map(forge),
          json.map((text) => forge(text.padEnd(60))),
          fields.map((object) => forgeJson(object)),
        ),
        (text) => {
          const parsed = parseDerivedKey(text);
          if (parsed) expect(isDerivedKeyShape(text)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const valid: readonly [string, string][] = [
    ['the least there can be', forge(`{"k":"${K}","exp":1}`)],
    ['another order and spacing', forge(`{ "exp" : 1893456000, "k" : "${K}" }\n`)],
    ['a filter of 20 entries', forgeJson({ filter: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i, 1])) })],
    ['75 ids', forgeJson({ project_ids: Array.from({ length: 75 }, () => ID) })],
    ['the deepest filter that fits', forgeJson({ filter: { a: JSON.parse('['.repeat(1400) + ']'.repeat(1400)) } })],
    ['a name that says "constructor" in text', forgeJson({ filter: { name: 'constructor' }, sub: '__proto__' })],
  ];
  test.each(valid)('reads %s', (_what, token) => {
    const parsed = parseDerivedKey(token);
    expect(parsed?.claims.expiresAt).toBeInstanceOf(Date);
    expect(parsed && isSigned(parsed, PARENT)).toBe(true);
  });

  const good = forgeJson({});
  test.each<[string, string]>([
    ['nothing', ''],
    ['an API key', PARENT],
    ['another prefix', good.replace('rkd_', 'rke_')],
    ['a prefix in capitals', good.replace('rkd_', 'RKD_')],
    ['space before', ` ${good}`],
    ['a line end', `${good}\n`],
    ['padding', `${good}=`],
    ['plain base64', good.replace('.', '+.')],
    ['no signature', good.slice(0, good.indexOf('.') + 1)],
    ['a short signature', good.slice(0, -1)],
    ['two signatures', `${good}.${good.slice(-43)}`],
    ['more than 4096 characters', forgeJson({ filter: { t: 'x'.repeat(2960) } })],
    ['what is not UTF-8', forge(Buffer.from(`{"k":"${K}","exp":1,"sub":"\xff"}`, 'latin1'))],
    ['a byte order mark', forge(`\ufeff{"k":"${K}","exp":1}`)],
    ['what is not JSON', forge(`{"k":"${K}","exp":1,}`)],
    ['a list', forge(JSON.stringify([{ k: K, exp: 1_893_456_000 }]))],
    ['null', forge('null'.padEnd(60))],
    ['no expiry', forge(JSON.stringify({ k: K, sub: 'x'.repeat(20) }))],
    ['no parent', forge(JSON.stringify({ exp: 1, sub: 'x'.repeat(80) }))],
    ['an unknown field', forgeJson({ tenant_id: ID })],
    ['__proto__ as a field', forge(`{"k":"${K}","exp":1,"__proto__":{}}`)],
    ['constructor as a field', forgeJson({ constructor: {} })],
    ['a parent in another writing', forgeJson({ k: `${K.slice(0, -1)}${K.endsWith('B') ? 'C' : 'B'}` })],
    ['a parent of 31 bytes', forgeJson({ k: base64url(new Uint8Array(31)) })],
    ['a parent that is a number', forgeJson({ k: 7 })],
    ['an expiry as text', forgeJson({ exp: '1893456000' })],
    ['half a second', forgeJson({ exp: 1_893_456_000.5 })],
    ['expiry 0', forgeJson({ exp: 0 })],
    ['an expiry beyond all dates', forgeJson({ exp: 8_640_000_000_001 })],
    ['an infinite expiry', forge(`{"k":"${K}","exp":1e999}`)],
    ['null for a scope list', forgeJson({ scopes: null })],
    ['no scopes', forgeJson({ scopes: [] })],
    ['an unknown scope', forgeJson({ scopes: ['query', 'everything'] })],
    ['a scope that is a list', forgeJson({ scopes: [['query']] })],
    ['scopes as text', forgeJson({ scopes: 'query' })],
    ['no projects', forgeJson({ project_ids: [] })],
    ['a project in capitals', forgeJson({ project_ids: [ID.toUpperCase()] })],
    ['an agent that is no UUID', forgeJson({ agent_ids: ['*'] })],
    ['an id with a line end', forgeJson({ agent_ids: [`${ID}\n`] })],
    ['76 ids', forgeJson({ project_ids: Array.from({ length: 76 }, () => ID) })],
    ['a filter that is a list', forgeJson({ filter: [1] })],
    ['an empty filter', forgeJson({ filter: {} })],
    ['a filter of 21 entries', forgeJson({ filter: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [i, 1])) })],
    ['__proto__ in the filter', forge(`{"k":"${K}","exp":1,"filter":{"a":[{"__proto__":{"b":1}}]}}`)],
    ['constructor in the filter', forgeJson({ filter: { a: [{ constructor: 1 }] } })],
    ['prototype in the filter', forgeJson({ filter: { prototype: 1 } })],
    ['an infinite number', forge(`{"k":"${K}","exp":1,"filter":{"a":1e999}}`)],
    ['NUL in the filter', forgeJson({ filter: { a: '\0' } })],
    ['half a character in a name', forgeJson({ filter: { '\udc00': 1 } })],
    ['a subject of 201 characters', forgeJson({ sub: 'x'.repeat(201) })],
    ['a subject that is an object', forgeJson({ sub: {} })],
  ])('refuses %s, rightly signed as it is', (_what, token) => {
    expect(parseDerivedKey(good)).not.toBeNull();
    expect(parseDerivedKey(token)).toBeNull();
  });
});

test('DERIVED_KEY_PATTERN finds tokens in any surroundings, and isDerivedKeyShape knows them from API keys', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyClaims,
      fc.constantFrom('', ' ', '%20', '\\n', 'key=', 'x'),
      fc.constantFrom('', '"', ',x', ')', '\n'),
      async (claims, left, right) => {
        const token = await deriveKey(PARENT, claims);
        expect(new RegExp(DERIVED_KEY_PATTERN).exec(left + token + right)?.[0]).toBe(token);
        expect(isDerivedKeyShape(token)).toBe(true);
      },
    ),
  );
  expect(isDerivedKeyShape(PARENT)).toBe(false);
  expect(new RegExp(DERIVED_KEY_PATTERN).test(PARENT)).toBe(false);
  expect(DERIVED_KEY_PATTERN).toBe('rkd_[0-9A-Za-z_-]{79,}(?:\\.[0-9A-Za-z_-]{43})?');
});
