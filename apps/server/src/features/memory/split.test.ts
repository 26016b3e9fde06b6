import fc from 'fast-check';
import { expect, it } from 'vitest';
import { notes, pieces } from './split.ts';

it('RV-6: the pieces of a text are not longer than allowed, cut no character, and joined are the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'word ', '. ', '\n\n', '👍', '漢'), maxLength: 300 });
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 80 }), (given, longest) => {
      const found = pieces(given, longest);
      expect(found.join('')).toBe(given);
      for (const piece of found) {
        expect(piece.length).toBeLessThanOrEqual(longest);
        expect(piece.isWellFormed()).toBe(true);
      }
    }),
  );
});

it('RV-6: a text is cut between paragraphs, else between sentences', () => {
  expect(pieces('One is here. Two is there. Three is gone.', 30)).toEqual([
    'One is here. Two is there. ',
    'Three is gone.',
  ]);
  expect(notes('First.\nStill first.\n\n \n\nSecond one. And more.', 12)).toEqual([
    'First.',
    'Still first.',
    'Second one.',
    'And more.',
  ]);
});
