import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowOf } from './window.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'word', ' ', '\n', '\n\n', '🛶', 'é'), maxLength: 400 });

it('windows, one after the other, are the span: none is too long, and none parts a character', () => {
  fc.assert(
    fc.property(text, fc.nat(50), fc.nat(50), fc.integer({ min: 10, max: 120 }), (middle, before, after, limit) => {
      const span = { start: before, end: before + middle.length };
      const whole = 'x'.repeat(before) + middle + 'x'.repeat(after);
      let joined = '';
      for (let next: number | null = 0; next !== null; ) {
        const window = windowOf(whole, span, next, limit);
        expect(window.text).toBe(whole.slice(window.start, window.end));
        expect(window.text.length).toBeLessThanOrEqual(limit);
        expect(window.text.isWellFormed()).toBe(true);
        joined += window.text;
        next = window.next_offset;
      }
      expect(joined).toBe(middle);
    }),
  );
});

it('ends at a paragraph, a line or a word where one is near its end', () => {
  const at = (whole: string) => windowOf(whole, { start: 0, end: whole.length }, 0, 50).end;
  expect(at(`${'x'.repeat(43)}\n\n${'x'.repeat(60)}`)).toBe(45);
  expect(at(`${'x'.repeat(43)}\n${'x x'.repeat(20)}`)).toBe(44);
  expect(at(`${'x'.repeat(43)} ${'x'.repeat(60)}`)).toBe(44);
  expect(at('x'.repeat(100))).toBe(50);
});

it('an offset inside a character goes back to its beginning, and one beyond the end finds nothing', () => {
  expect(windowOf('a🛶b', { start: 0, end: 4 }, 2, 10)).toMatchObject({ text: '🛶b', start: 1 });
  expect(windowOf('abc', { start: 0, end: 3 }, 9, 10)).toEqual({ text: '', start: 3, end: 3, next_offset: null });
});
