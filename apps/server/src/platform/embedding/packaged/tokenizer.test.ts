import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTokenizer, type Vocabulary } from './tokenizer.ts';
import { readVocabulary } from './weights.ts';

const { tokenize, startsWord } = createTokenizer(await readVocabulary());

describe('the packaged vocabulary', () => {
  // Ids as @energetic-ai/embeddings 0.2.0 gives them.
  test.each([
    ['Hello, world!', [341, 4125, 8, 311, 78]],
    ['The quick brown fox jumps over the lazy dog.', [34, 2280, 3744, 1394, 152, 2009, 7, 132, 9, 6266, 959, 6]],
    ['3.14159 2.71828 1e-10', [1766, 2363, 1681, 564, 1315, 611, 2506, 4084, 207, 59, 5107]],
    ['at 10:30 or 12:00 :) :( ://', [38, 320, 4177, 39, 575, 5920, 658, 4258, 30, 255]],
  ])('%j', (text, ids) => {
    expect([...tokenize(text)]).toEqual(ids);
  });

  test('a run of unknown characters is one token', () => {
    expect([...tokenize('emoji 😀👍🏽 family 👨‍👩‍👧')]).toEqual([299, 451, 2501, 30, 0, 479, 30, 0]);
  });

  test('compatibility forms are what they stand for', () => {
    expect(tokenize('Ａｂｃ　½ ﬁne')).toEqual(tokenize('Abc 1⁄2 fine'));
  });

  test('tells tokens that start a word from those that go on', () => {
    expect(Array.from(tokenize('Hello, world!'), startsWord)).toEqual([true, false, false, true, false]);
  });

  test('nothing has no tokens', () => {
    expect(tokenize('')).toHaveLength(0);
  });
});

describe('segmentation', () => {
  const reserved = Array.from({ length: 6 }, (_, i): readonly [string, number] => [`<${i}>`, 0]);
  const letters = ['▁', 'a', 'b', 'c'];
  const scored = fc.tuple(
    fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 4 }),
    fc.double({ min: -12, max: -1, noNaN: true }),
  );

  test('has the best score of all', () => {
    const vocabularies = fc.uniqueArray(scored, { selector: ([piece]) => piece, maxLength: 20 });
    const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(vocabularies, words, (extra, text) => {
        const known = new Set(extra.map(([piece]) => piece));
        const single = letters.filter((letter) => !known.has(letter)).map((letter): [string, number] => [letter, -9]);
        const vocabulary: Vocabulary = [...reserved, ...single, ...extra];
        const pieces = Array.from(
          createTokenizer(vocabulary).tokenize(text),
          (id): Vocabulary[number] => vocabulary[id] ?? ['', 0],
        );
        const symbols = `▁${text.replaceAll(' ', '▁')}`;
        expect(pieces.map(([piece]) => piece).join('')).toBe(symbols);
        expect(pieces.reduce((sum, [, score]) => sum + (score ?? 0), 0)).toBeCloseTo(bestScore(vocabulary, symbols), 6);
      }),
    );
  });

  /** Every segmentation, tried. */
  function bestScore(vocabulary: Vocabulary, symbols: string): number {
    if (symbols === '') return 0;
    const scores = vocabulary
      .slice(reserved.length)
      .filter(([piece]) => symbols.startsWith(piece))
      .map(([piece, score]) => (score ?? 0) + bestScore(vocabulary, symbols.slice(piece.length)));
    return Math.max(...scores);
  }
});
