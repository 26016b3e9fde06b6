import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultChildScopes, derivedScopes, expandScopes, isGranted, notGranted } from './grants.ts';
import { ROLES, scopesOfRole } from './roles.ts';
import { parseScopes, SCOPE_DESCRIPTIONS, SCOPES, type Scope, UnknownScopeError } from './scopes.ts';

const anyScope = fc.constantFrom(...SCOPES);
const anyScopes = fc.subarray([...SCOPES]);

test('every scope is described, and nothing else', () => {
  expect(Object.keys(SCOPE_DESCRIPTIONS)).toEqual([...SCOPES]);
});

describe('parseScopes', () => {
  test('gives each once, in canonical order', () => {
    expect(parseScopes(['memory:write', 'query', 'memory:write', 'ingest'])).toEqual([
      'ingest',
      'query',
      'memory:write',
    ]);
    fc.assert(
      fc.property(fc.array(anyScope), (list) => {
        const parsed = parseScopes(list);
        expect(new Set(parsed)).toEqual(new Set(list));
        expect(parseScopes([...list].reverse())).toEqual(parsed);
        expect(parseScopes(parsed)).toEqual(parsed);
      }),
    );
  });

  test.each(['memroy:read', 'Query', 'query ', '', '*', '__proto__', 'constructor', 'ingest:write'])(
    'names what is no scope: %j',
    (text) => {
      expect(() => parseScopes(['query', text])).toThrow(UnknownScopeError);
      expect(() => parseScopes(['query', text])).toThrow(`Unknown scope: "${text}".`);
    },
  );
});

describe('isGranted', () => {
  test('by the scope itself, by write for read, by tenant:admin for all, and by nothing else', () => {
    expect(isGranted(['memory:write'], 'memory:write')).toBe(true);
    expect(isGranted(['memory:write'], 'memory:read')).toBe(true);
    expect(isGranted(['memory:read'], 'memory:write')).toBe(false);
    expect(isGranted(['memory:write'], 'users:read')).toBe(false);
    expect(isGranted(['keys:write'], 'keys:verify')).toBe(false);
    expect(isGranted(['ingest'], 'jobs:read')).toBe(false);
    expect(isGranted(['tenant:read'], 'tenant:admin')).toBe(false);
    expect(isGranted([], 'query')).toBe(false);
    for (const scope of SCOPES) expect(isGranted(['tenant:admin'], scope)).toBe(true);
  });

  test('is monotone: more held never grants less', () => {
    fc.assert(
      fc.property(anyScopes, anyScopes, anyScope, (held, more, required) => {
        if (isGranted(held, required)) expect(isGranted([...held, ...more], required)).toBe(true);
      }),
    );
  });

  test('is transitive: what a granted scope grants is granted', () => {
    fc.assert(
      fc.property(anyScopes, anyScope, anyScope, (held, middle, required) => {
        if (isGranted(held, middle) && isGranted([middle], required)) expect(isGranted(held, required)).toBe(true);
      }),
    );
  });
});

describe('notGranted', () => {
  test('splits the wanted scopes into granted and missing', () => {
    fc.assert(
      fc.property(anyScopes, anyScopes, (held, wanted) => {
        const missing = notGranted(held, wanted);
        expect(notGranted(held, missing)).toEqual(missing);
        expect(notGranted([...held, ...missing], wanted)).toEqual([]);
        expect(notGranted(held, expandScopes(held))).toEqual([]);
        for (const scope of wanted) expect(missing.includes(scope)).toBe(!isGranted(held, scope));
      }),
    );
  });

  test('nobody hands on more than they hold, over any number of hands', () => {
    fc.assert(
      fc.property(anyScopes, anyScopes, anyScopes, (held, child, grandchild) => {
        if (notGranted(held, child).length === 0 && notGranted(child, grandchild).length === 0) {
          expect(notGranted(held, grandchild)).toEqual([]);
        }
      }),
    );
  });
});

test('defaultChildScopes stays within the maker and leaves out tenant, keys and members', () => {
  fc.assert(
    fc.property(anyScopes, (held) => {
      const child = defaultChildScopes(held);
      expect(notGranted(held, child)).toEqual([]);
      for (const scope of SCOPES) {
        const kept = isGranted(held, scope) && !['tenant', 'keys', 'members'].includes(scope.split(':')[0] ?? '');
        expect(isGranted(child, scope)).toBe(kept);
      }
    }),
  );
});

describe('derivedScopes', () => {
  const anyClaim = fc.option(anyScopes, { nil: undefined });
  const anyFilter = fc.constantFrom(undefined, { team: 'sales' });
  const claimsOf = (scopes: Scope[] | undefined, filter: Record<string, unknown> | undefined) => ({
    ...(scopes && { scopes }),
    ...(filter && { filter }),
  });

  test('are always granted by what the parent holds, and never administer tenant, keys, apps or members', () => {
    fc.assert(
      fc.property(anyScopes, anyClaim, anyFilter, (held, scopes, filter) => {
        const derived = derivedScopes(held, claimsOf(scopes, filter));
        expect(notGranted(held, derived)).toEqual([]);
        expect(notGranted(defaultChildScopes(held), expandScopes(derived))).toEqual([]);
        expect(derived.filter((scope) => /^(?:tenant|keys|apps|members):/.test(scope))).toEqual([]);
        if (scopes) expect(notGranted(scopes, derived)).toEqual([]);
        if (filter) expect(derived.every((scope) => scope === 'query')).toBe(true);
      }),
    );
  });

  test('are no fewer than that: whatever is claimed, held and not withheld is there', () => {
    fc.assert(
      fc.property(anyScopes, anyClaim, (held, scopes) => {
        const derived = derivedScopes(held, claimsOf(scopes, undefined));
        for (const scope of defaultChildScopes(held)) {
          const isClaimed = scopes === undefined ? scope === 'query' : scopes.includes(scope);
          expect(derived.includes(scope)).toBe(isClaimed && !scope.startsWith('apps:'));
        }
      }),
    );
  });

  test('do not grow with a filter', () => {
    fc.assert(
      fc.property(anyScopes, anyClaim, anyFilter, (held, scopes, filter) => {
        const all = derivedScopes(held, claimsOf(scopes, undefined));
        expect(notGranted(all, derivedScopes(held, claimsOf(scopes, filter)))).toEqual([]);
      }),
    );
    expect(derivedScopes(['tenant:admin'], {})).toEqual(['query']);
    expect(derivedScopes(['tenant:admin'], { filter: { team: 'sales' } })).toEqual(['query']);
    expect(derivedScopes(['memory:write'], { scopes: ['memory:read', 'query'] })).toEqual(['memory:read']);
    expect(derivedScopes(['tenant:admin'], { scopes: ['tenant:admin', 'keys:verify', 'members:read'] })).toEqual([]);
  });
});

describe('roles', () => {
  const without = (role: (typeof ROLES)[number]): Scope[] => notGranted(scopesOfRole(role), SCOPES);

  test('hold what the contract says', () => {
    expect(without('owner')).toEqual([]);
    expect(without('admin')).toEqual([]);
    expect(without('member')).toEqual(['keys:write', 'members:write', 'tenant:read', 'tenant:admin']);
    expect(without('viewer')).toEqual(SCOPES.filter((scope) => scope !== 'query' && !scope.endsWith(':read')));
  });

  test('none of them gets more by making a key', () => {
    for (const role of ROLES)
      expect(notGranted(scopesOfRole(role), defaultChildScopes(scopesOfRole(role)))).toEqual([]);
  });
});
