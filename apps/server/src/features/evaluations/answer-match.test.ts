import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsAnswer, saysExpected, tokenF1, wordsOf } from './answer-match.ts';

describe('words', () => {
  it('are small, without punctuation, articles and numbers of citations', () => {
    expect(wordsOf('The Harbour was “built” in 1,821 [1]. An ﬁrst day; la día')).toEqual(
      'harbour was built in 1821 first day la día'.split(' '),
    );
  });

  it('are the same once they are normalised', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const words = wordsOf(text);
        expect(wordsOf(words.join(' '))).toEqual(words);
      }),
    );
  });
});

describe('F1', () => {
  it.each([
    ['Ninety metres.', 'ninety metres', 1],
    ['It is ninety metres', 'ninety metres', 2 / 3],
    ['metres metres', 'metres', 2 / 3],
    ['eighty feet', 'ninety metres', 0],
    ['', 'ninety', 0],
    ['The.', 'a!', 1],
  ])('of “%s” for “%s”', (answer, expected, f1) => expect(tokenF1(answer, expected)).toBeCloseTo(f1));

  it('is 1 for itself, takes no side, and lies within 0…1', () => {
    const text = fc
      .array(fc.constantFrom('a', 'ship', 'Pilot', 'tide,', '90'), { maxLength: 8 })
      .map((w) => w.join(' '));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(tokenF1(one, one)).toBe(1);
        expect(tokenF1(one, other)).toBeCloseTo(tokenF1(other, one));
        expect(tokenF1(one, other)).toBeGreaterThanOrEqual(0);
        expect(tokenF1(one, other)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an expected answer', () => {
  it('stands in an answer as whole words, one after the other', () => {
    expect(containsAnswer('Ships over ninety metres [1] take a pilot.', 'Ninety metres')).toBe(true);
    expect(containsAnswer('Ninetyfour metres', 'ninety')).toBe(false);
    expect(containsAnswer('ninety long metres', 'ninety metres')).toBe(false);
    expect(containsAnswer('anything', 'the')).toBe(false);
  });

  it('is said by other words too, if half of them are its own', () => {
    expect(saysExpected('At six in the morning', 'in the morning at six')).toBe(true);
    expect(saysExpected('At noon', 'in the morning at six')).toBe(false);
  });
});
