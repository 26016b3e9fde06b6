import { stem } from './stem.ts';

/** A word of a text: its stem, its written form, and where it starts. */
export interface Term {
  stem: string;
  word: string;
  at: number;
}

/** Scripts written without spaces between words; their runs are cut into overlapping pairs of characters. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const WORD = new RegExp(
  `[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+(?:['’](?:(?![${UNSPACED}])[\\p{L}\\p{M}])+|[.,](?=\\p{N})\\p{N}+)*`,
  'gu',
);
const UNSPACED_RUN = new RegExp(`^[${UNSPACED}]`, 'u');

/**
 * The words of a text in order: lower case, compatibility forms and accents folded, stemmed; Arabic
 * loses its article. Numbers keep their decimals and lose thousands separators, so 10,000 and 10000 are one term.
 */
export function terms(text: string): Term[] {
  return [...text.matchAll(WORD)].flatMap((match) =>
    UNSPACED_RUN.test(match[0]) ? pairs(match[0], match.index) : [single(match[0], match.index)],
  );
}

function single(word: string, at: number): Term {
  const folded = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’](s|re|ve|ll|d|m)$/, '')
    .replace(/(?<=\p{N}),(?=\p{N}{3}(?!\p{N}))/gu, '')
    .replace('’', "'")
    .replace(/^(?:[وبكف]?ال|لل|لإ|لا)(?=\p{Script=Arabic}{3})/u, '');
  return { stem: stem(folded), word, at };
}

function pairs(run: string, at: number): Term[] {
  const characters = [...run.normalize('NFKC')];
  if (characters.length === 1) return [{ stem: run, word: run, at }];
  return characters.slice(1).map((character, i) => {
    const pair = `${characters[i]}${character}`;
    return { stem: pair, word: pair, at: at + i };
  });
}
