const ARTICLES = new Set(['a', 'an', 'the']);

/**
 * Words in the form in which answers are compared: small letters, without punctuation and English articles, as SQuAD's evaluation
 * script normalises (Rajpurkar et al. 2016, “SQuAD: 100,000+ questions for machine comprehension of text”); punctuation
 * and signs are those of Unicode. The numbers of citations, `[1]`, are no words.
 */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[\d+\]/g, ' ')
    .replace(/[\p{P}\p{S}]/gu, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !ARTICLES.has(word));

/** The harmonic mean of precision and recall of words, each as often as it stands there: SQuAD's F1. 0…1. */
export function tokenF1(answer: string, expected: string): number {
  const [said, wanted] = [wordsOf(answer), wordsOf(expected)];
  if (said.length === 0 || wanted.length === 0) return said.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of said) {
    const count = left.get(word) ?? 0;
    if (count > 0) common += 1;
    left.set(word, count - 1);
  }
  return (2 * common) / (said.length + wanted.length);
}

/** Whether the words of the expected answer stand in the answer, one after the other. */
export function containsAnswer(answer: string, expected: string): boolean {
  const wanted = wordsOf(expected);
  return wanted.length > 0 && ` ${wordsOf(answer).join(' ')} `.includes(` ${wanted.join(' ')} `);
}

/** From here on an answer in other words passes for the expected one. Our choice: half of the words of either are the other's. */
const SAME_F1 = 0.5;

/** Whether the answer says what is expected, as far as words can tell. */
export const saysExpected = (answer: string, expected: string): boolean =>
  containsAnswer(answer, expected) || tokenF1(answer, expected) >= SAME_F1;
