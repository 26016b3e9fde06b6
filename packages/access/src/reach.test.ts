import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrows } from './reach.ts';

const anyReach = fc.option(fc.subarray(['a', 'b', 'c', 'd']));

test('null reaches all, an empty list nothing', () => {
  expect(narrows(null, null)).toBe(true);
  expect(narrows(null, ['a'])).toBe(true);
  expect(narrows(['a'], null)).toBe(false);
  expect(narrows([], null)).toBe(false);
  expect(narrows(['a', 'b'], ['b'])).toBe(true);
  expect(narrows(['a'], ['a', 'b'])).toBe(false);
  expect(narrows(['a'], [])).toBe(true);
});

test('is a partial order', () => {
  fc.assert(
    fc.property(anyReach, anyReach, anyReach, (a, b, c) => {
      expect(narrows(a, a)).toBe(true);
      if (narrows(a, b) && narrows(b, c)) expect(narrows(a, c)).toBe(true);
      if (narrows(a, b) && narrows(b, a)) expect(b && new Set(b)).toEqual(a && new Set(a));
    }),
  );
});
