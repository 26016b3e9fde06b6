import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isUuid, uuidv7 } from './ids.ts';

it('ids are version 7 and variant 10', () => {
  expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('sort by the order they were made in, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 44 }), { minLength: 2, maxLength: 200 }), (times) => {
      const ids = times.map((time) => uuidv7(time));
      expect([...ids].sort()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every(isUuid)).toBe(true);
    }),
  );
});

it('keep their order through more than 4,096 in one millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(1));
  expect([...ids].sort()).toEqual(ids);
});
