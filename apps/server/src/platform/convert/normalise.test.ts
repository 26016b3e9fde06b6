import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise, oneLine } from './normalise.ts';

/** Strings of UTF-16 units of all kinds, halves of surrogate pairs and control characters among them. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\r\n', '\r', '\n', ' ', '\t', '\0', '\ud800', 'e\u0301', '\u00a0'),
    fc.string({ unit: 'binary' }),
  ),
});

test('the result has one form only, and stays as it is when normalised again', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = normalise(text);
      expect(clean.isWellFormed()).toBe(true);
      expect(clean).toBe(clean.normalize('NFC'));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]| \n|\n\n\n/);
      expect(clean).toBe(normalise(clean));
    }),
  );
});

test('words and line breaks stay', () => {
  expect(normalise('\ufeffCafe\u0301\r\n\r\n\r\n\r\n  indented\u00a0text \t\rnext\u00ad line\n\n')).toBe(
    'Café\n\n  indented text\nnext line',
  );
});

test('long runs of blanks take no long time', () => {
  const blanks = ' '.repeat(2_000_000);
  expect(normalise(`a${blanks}b`)).toHaveLength(2_000_002);
  expect(oneLine(`a${blanks}b`)).toBe('a b');
});
