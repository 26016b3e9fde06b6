/** What a document tells about its words, to decide what a hyphen at a line's end was. */
export interface Vocabulary {
  words: ReadonlySet<string>;
  /** Whether words are divided at line ends at all; else every hyphen there belongs to its word. */
  divides: boolean;
}

/** With fewer hyphens at line ends than this share, they are accidents of compound words. */
const DIVIDING = 0.01;
const LONG_LINE = 30;

const WORD = /[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;
/** Scripts written without spaces: Chinese characters, Japanese kana, their punctuation. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff00-\uffef]/u;

/** The words of a document's lines. Those cut at a line's end are left out. */
export function collectWords(lines: Iterable<{ text: string; divided: boolean }>): Vocabulary {
  const words = new Set<string>();
  let count = 0;
  let cut = 0;
  for (const { text, divided } of lines) {
    const found = text.toLowerCase().match(WORD) ?? [];
    const isCut = divided || text.endsWith('-');
    // Cells of tables and headings have no reason to divide a word.
    if (text.length > LONG_LINE) count += 1;
    if (isCut) cut += 1;
    for (const word of isCut ? found.slice(0, -1) : found) words.add(word);
  }
  return { words, divides: cut > DIVIDING * count };
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
    const isDivided = line.divided || /[\p{L}\p{N}]-$/u.test(line.text);
    pieces.push(isDivided ? line.text.replace(/-$/, '') : line.text);
    above = { text: line.text, divided: isDivided };
  }
  if (above?.divided) pieces.push('-');
  return pieces.join('');
}

function joint(above: { text: string; divided: boolean }, next: string, { words, divides }: Vocabulary): string {
  if (!above.divided) return UNSPACED.test(above.text.at(-1) ?? '') && UNSPACED.test(next[0] ?? '') ? '' : ' ';
  // Only a small letter continues a word; what begins otherwise was joined by a real hyphen.
  if (!/^\p{Ll}/u.test(next)) return '-';
  const head = above.text.toLowerCase().match(WORD)?.at(-1) ?? '';
  const tail = next.toLowerCase().match(WORD)?.[0] ?? '';
  if (words.has(`${head}-${tail}`)) return '-';
  if (words.has(head + tail)) return '';
  return !divides || (words.has(head) && words.has(tail)) ? '-' : '';
}
