import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseBlank, splitText } from './texts.ts';

describe('splitText', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });

  test('loses nothing but blanks, stays below the limit and keeps characters whole', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 200 }), (whole, maxBytes) => {
        const parts = splitText(whole, maxBytes);
        let place = 0;
        for (const part of parts) {
          const start = whole.indexOf(part, place);
          expect(whole.slice(place, start).trim()).toBe('');
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(maxBytes);
          expect(part.isWellFormed()).toBe(whole.isWellFormed());
          place = start + part.length;
        }
        expect(whole.slice(place).trim()).toBe('');
      }),
    );
  });

  test('cuts between words', () => {
    expect(splitText('alpha beta gamma delta', 12)).toEqual(['alpha beta ', 'gamma delta']);
  });

  test('leaves a short text alone', () => {
    expect(splitText(' as it is ', 10)).toEqual([' as it is ']);
  });
});

describe('refuseBlank', () => {
  test('names the place of the blank text', () => {
    expect(() => refuseBlank(['a', ' \n\t'])).toThrow(
      expect.objectContaining({ code: 'encoder_empty_text', message: expect.stringContaining('Text 2 of 2') }),
    );
  });

  test('passes texts with content', () => {
    expect(() => refuseBlank(['a', ' b '])).not.toThrow();
  });
});
