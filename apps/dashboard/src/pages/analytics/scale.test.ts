import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelled, ticksFor } from './scale.ts';

test('an axis begins at 0, ends at or above the largest value, and has at most six lines evenly apart', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (largest) => {
      const ticks = ticksFor(largest);
      const last = ticks.at(-1) ?? 0;
      expect(ticks[0]).toBe(0);
      expect(last).toBeGreaterThanOrEqual(largest);
      expect(ticks.length).toBeLessThanOrEqual(6);
      ticks.forEach((tick, index) => {
        expect(tick).toBeCloseTo((last * index) / (ticks.length - 1), 5);
      });
    }),
  );
});

test('counts have lines at whole numbers', () => {
  expect(ticksFor(1)).toEqual([0, 1]);
  expect(ticksFor(3)).toEqual([0, 1, 2, 3]);
  expect(ticksFor(87)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticksFor(0)).toEqual([0, 1]);
});

test('labels are no more than fit, the last among them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 20 }), (count, most) => {
      const shown = Array.from({ length: count }, (_, index) => index).filter(labelled(count, most));
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown).toContain(count - 1);
    }),
  );
});
