import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentences } from './sentences.ts';

const split = (text: string) => sentences(text, 0, text.length).map((span) => text.slice(span.start, span.end));

describe('a sentence does not end', () => {
  test.each([
    'Dr. Vogel met Ms. Petrov on 3 Oct. 2023 at noon.',
    'As Fig. 3 shows, E. coli (cf. Smith et al. 2001) grows.',
    'Use fruit, e.g. Apples, i.e. Boskop, at approx. 20 degrees.',
    'The U.S. Government and J. R. R. Tolkien agree.',
    'See no. 5 and p. 12 for this.',
    'Die Strecke ist vom 3. bis 17. August gesperrt.',
    'Table 1. Results of the run',
    'A line\nbreaks in the middle.',
    'Version 2.5 costs 1.000,50 euros.',
    'Call `a. B` and see [the Dr. No page](http://x.y/A.B).',
  ])('in %j', (text) => {
    expect(split(text)).toEqual([text]);
  });
});

test('sentences end where they end', () => {
  expect(split('He said no. Then he left! Why? Nobody knows. (It rained.) 北京很大。上海也大。')).toEqual([
    'He said no.',
    'Then he left!',
    'Why?',
    'Nobody knows.',
    '(It rained.)',
    '北京很大。',
    '上海也大。',
  ]);
  expect(split('**Ducks fly.** They swim.[3] _They walk!_ Yes.')).toEqual([
    '**Ducks fly.**',
    'They swim.[3]',
    '_They walk!_',
    'Yes.',
  ]);
  expect(split('Ducks fly. [[ 12 ]](#note-12) They swim.')).toEqual(['Ducks fly. [[ 12 ]](#note-12)', 'They swim.']);
});

test('for any text the spans are in order, apart, trimmed, bounded, and leave out only white space', () => {
  const piece = fc.oneof(
    fc.constantFrom('Dr. ', 'e.g. ', '. ', '! ', '\n', ' ', '[1](x)', '`', '。', '😀', 'a'.repeat(600)),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      const spans = sentences(text, 0, text.length);
      let at = 0;
      for (const { start, end } of spans) {
        expect(text.slice(at, start).trim()).toBe('');
        expect(end).toBeGreaterThan(start);
        expect(end - start).toBeLessThanOrEqual(500);
        expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
        at = end;
      }
      expect(text.slice(at).trim()).toBe('');
    }),
    { numRuns: 300 },
  );
});
