import { plain } from './links.ts';

/** What a document tells about its words, to decide what a hyphen at a line's end was. */
export interface Vocabulary {
  /** Its words, in small letters. Collected when first asked for: many documents divide no word. */
  words(): ReadonlySet<string>;
  /** Whether words are divided at line ends at all; else every hyphen there belongs to its word. */
  divides: boolean;
}

/** With fewer hyphens at line ends than this share, they are accidents of compound words. */
const DIVIDING = 0.01;
const LONG_LINE = 30;

const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
/** The same in text of plain letters only, in a third of the time. */
const PLAIN_WORD = /[a-z0-9]+(?:-[a-z0-9]+)*/g;
/** Scripts written without spaces: Chinese characters, Japanese kana, their punctuation. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff00-\uffef]/u;

/** The words of a document's lines. Those cut at a line's end are left out. */
export function collectWords(lines: readonly { text: string; divided: boolean }[]): Vocabulary {
  let count = 0;
  let cut = 0;
  for (const line of lines) {
    // Cells of tables and headings have no reason to divide a word.
    if (line.text.length > LONG_LINE) count += 1;
    if (isCut(line)) cut += 1;
  }
  let words: Set<string> | undefined;
  return {
    words: () => {
      if (!words) {
        words = new Set();
        for (const line of lines) for (const word of wholeWords(line)) words.add(word);
      }
      return words;
    },
    divides: cut > DIVIDING * count,
  };
}

function isCut({ text, divided }: { text: string; divided: boolean }): boolean {
  return divided || text.endsWith('-');
}

function wholeWords(line: { text: string; divided: boolean }): string[] {
  const text = line.text.toLowerCase();
  const found = text.match(/[^ -~]/.test(text) ? WORD : PLAIN_WORD) ?? [];
  return isCut(line) ? found.slice(0, -1) : found;
}

/**
 * Joins the lines of a paragraph. A word divided at a line's end becomes whole again; a compound keeps its hyphen if the
 * document writes it so elsewhere, divides no words, or if its halves, but not the whole, are words of the document.
 */
export function joinLines(lines: readonly { text: string; divided: boolean }[], vocabulary: Vocabulary): string {
  const pieces: string[] = [];
  let above: { text: string; divided: boolean } | undefined;
  for (const line of lines) {
    if (above) pieces.push(joint(above, line.text, vocabulary));
    const isDivided = line.divided || /[\p{L}\p{N}]-$/u.test(plain(line.text));
    pieces.push(isDivided ? line.text.replace(/-(?=\ufffb?$)/, '') : line.text);
    above = { text: line.text, divided: isDivided };
  }
  if (above?.divided) pieces.push('-');
  return pieces.join('');
}

function joint(above: { text: string; divided: boolean }, below: string, { words, divides }: Vocabulary): string {
  const next = plain(below);
  if (!above.divided) return UNSPACED.test(above.text.at(-1) ?? '') && UNSPACED.test(next[0] ?? '') ? '' : ' ';
  // Only a small letter continues a word; what begins otherwise was joined by a real hyphen.
  if (!/^\p{Ll}/u.test(next)) return '-';
  const head = above.text.toLowerCase().match(WORD)?.at(-1) ?? '';
  const tail = next.toLowerCase().match(WORD)?.[0] ?? '';
  if (words().has(`${head}-${tail}`)) return '-';
  if (words().has(head + tail)) return '';
  return !divides || (words().has(head) && words().has(tail)) ? '-' : '';
}
