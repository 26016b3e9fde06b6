import { ROLES } from '@ragkeep/access';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roleOf } from './roles.ts';
import type { RoleMap } from './types.ts';

const MAP: RoleMap = { owner: ['boss'], admin: ['org:admin'], member: ['staff', 'org:member'], viewer: [] };

test('the first role that fits counts, from owner down, whatever the order in the claim', () => {
  expect(roleOf('org:admin', MAP)).toBe('admin');
  expect(roleOf(['staff', 'boss', 'other'], MAP)).toBe('owner');
  expect(roleOf(['other', 'org:member'], MAP)).toBe('member');
});

test.each([undefined, null, '', 'Boss', 'boss ', 'owner', [], [['boss']], { boss: true }, ['x'], 0])(
  'nothing fits %j',
  (value) => {
    expect(roleOf(value, MAP)).toBeNull();
  },
);

test('a star fits everybody, with a claim or without', () => {
  const map = { ...MAP, viewer: ['*'] };
  expect([roleOf('boss', map), roleOf('x', map), roleOf(undefined, map)]).toEqual(['owner', 'viewer', 'viewer']);
});

test('more values in a claim never give less', () => {
  const values = fc.subarray(['boss', 'org:admin', 'staff', 'org:member', 'other']);
  const rank = (value: string[]) => {
    const role = roleOf(value, MAP);
    return role === null ? ROLES.length : ROLES.indexOf(role);
  };
  fc.assert(fc.property(values, values, (some, more) => rank([...some, ...more]) <= rank(some)));
});
