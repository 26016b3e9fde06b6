import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimAt, isMeantFor, readClaims } from './claims.ts';

describe('claimAt', () => {
  test('reads what Clerk, Keycloak and Auth0 write', () => {
    expect(claimAt({ o: { id: 'org_1', rol: 'admin' } }, 'o.id')).toBe('org_1');
    expect(claimAt({ realm_access: { roles: ['owner'] } }, 'realm_access.roles')).toEqual(['owner']);
    expect(claimAt({ 'https://example.com/roles': ['owner'] }, 'https://example.com/roles')).toEqual(['owner']);
  });

  test('prefers the literal name, and the longest one', () => {
    expect(claimAt({ 'a.b': 1, a: { b: 2 } }, 'a.b')).toBe(1);
    expect(claimAt({ 'a.b': { c: 1 }, a: { b: { c: 2 } } }, 'a.b.c')).toBe(1);
    expect(claimAt({ 'https://example.com/app': { tenant: 't' } }, 'https://example.com/app.tenant')).toBe('t');
  });

  test('finds any value again by its path', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('.'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, value) => {
        const raw = names.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), value);
        expect(claimAt(raw as Record<string, unknown>, names.join('.'))).toEqual(value);
      }),
    );
  });

  test.each([
    '__proto__',
    '__proto__.toString',
    'constructor.name',
    'o.__proto__',
    'o.toString',
    'list.length',
    '',
    '.',
    'o.',
    '.o',
  ])('leads nowhere by %j', (path) => {
    expect(claimAt({ o: { id: 1 }, list: [1] }, path)).toBeUndefined();
  });

  test('takes a claim named __proto__ for what was signed, not for a prototype', () => {
    expect(claimAt(JSON.parse('{"__proto__": {"role": "owner"}}'), 'role')).toBeUndefined();
  });
});

describe('readClaims', () => {
  test('reads the standard claims', () => {
    const raw = {
      sub: 'user_1',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
    };
    expect(readClaims(raw)).toEqual({
      subject: 'user_1',
      email: 'ada@example.com',
      emailVerified: true,
      name: 'Ada Lovelace',
      givenName: 'Ada',
      familyName: 'Lovelace',
      raw,
    });
  });

  test('takes what is missing or of another type for unknown', () => {
    const raw = { sub: 'user_1', email: ['a@example.com'], email_verified: 'true', name: '', given_name: 7 };
    const unknown = { email: null, emailVerified: false, name: null, givenName: null, familyName: null };
    expect(readClaims(raw)).toEqual({ subject: 'user_1', ...unknown, raw });
  });

  test.each([undefined, null, '', 7, ['user_1'], 'a\u0000b', '\ud800', 'x'.repeat(256)])(
    'refuses the subject %j',
    (sub) => {
      expect(readClaims({ sub })).toBeNull();
    },
  );
});

test('a token is meant for whom aud, azp or client_id name exactly', () => {
  const meant = [
    { aud: 'app' },
    { aud: ['other', 'app'] },
    { azp: 'app' },
    { client_id: 'app' },
    { aud: 'account', azp: 'app' },
  ];
  const others = [
    {},
    { aud: 'application' },
    { aud: ['App'] },
    { aud: { app: true } },
    { aud: [['app']] },
    { azp: ['app'] },
  ];
  expect(meant.map((raw) => isMeantFor(raw, 'app'))).toEqual(meant.map(() => true));
  expect(others.map((raw) => isMeantFor(raw, 'app'))).toEqual(others.map(() => false));
});
