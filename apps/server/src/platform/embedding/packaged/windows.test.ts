import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWindows } from './windows.ts';

/** Odd tokens start words. */
const startsWord = (token: number) => token % 2 === 1;
const tokens = fc.array(fc.nat(9), { maxLength: 400 }).map((list) => Int32Array.from(list));
const sizes = fc.integer({ min: 2, max: 128 });

test('every token is in exactly one window, in order, and none is too long', () => {
  fc.assert(
    fc.property(tokens, sizes, (list, size) => {
      const windows = splitWindows(list, size, startsWord);
      expect(windows.flatMap((window) => [...window])).toEqual([...list]);
      for (const window of windows) {
        expect(window.length).toBeGreaterThan(0);
        expect(window.length).toBeLessThanOrEqual(size);
      }
    }),
  );
});

test('without word starts in reach the windows are even', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), sizes, (length, size) => {
      const lengths = splitWindows(new Int32Array(length), size, startsWord).map((window) => window.length);
      expect(lengths).toHaveLength(Math.ceil(length / size));
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }),
  );
});

test('windows begin with words where there are some', () => {
  const list = Int32Array.of(1, 0, 0, 3, 0, 5, 0, 0, 7, 0);
  const windows = splitWindows(list, 6, startsWord).map((window) => [...window]);
  expect(windows).toEqual([
    [1, 0, 0, 3, 0],
    [5, 0, 0, 7, 0],
  ]);
  expect(splitWindows(list, 5, startsWord).map((window) => window[0])).toEqual([1, 5]);
  expect(splitWindows(list, 4, startsWord).map((window) => window[0])).toEqual([1, 3, 5, 7]);
});
