import type { Question } from './question.ts';

/** Question terms with what each counts for; the numbers add up to 1. */
export interface WeightedTerm {
  stem: string;
  weight: number;
  specific: boolean;
  nameWords: number;
  generic: boolean;
  carried: boolean;
}

/** Least share of a term that stands in every passage: the topic still counts a little. */
const FLOOR = 0.25;
const SPECIFIC = 1.4;
/** What each further word of a name adds: it is still one thing. */
const FURTHER_NAME = 0.3;
const GENERIC = 0.35;
const CARRIED = 0.45;
const KIND = 0.55;

/**
 * Weighs the question's terms by how rare they are among the retrieved passages: BM25's inverse document frequency
 * (Robertson and Spärck Jones), as a share of what a term in no passage gets. There is no look at the whole corpus, so a
 * term that retrieval found nowhere is the heaviest: either the answer is said in other words, or it is not there.
 *
 * @param passages for each passage the stems it holds
 */
export function weigh(question: Question, passages: ReadonlySet<string>[]): WeightedTerm[] {
  const n = passages.length;
  const idf = (df: number) => Math.log(1 + (n - df + 0.5) / (df + 0.5));
  const raw = question.terms.map((term) => {
    const df = passages.filter((stems) => stems.has(term.stem)).length;
    const kind = term.carried
      ? CARRIED
      : term.specific
        ? SPECIFIC * nameShare(term.nameWords)
        : term.generic
          ? GENERIC
          : term.kind
            ? KIND
            : 1;
    return { ...term, weight: Math.max(FLOOR, idf(df) / idf(0)) * kind };
  });
  const total = raw.reduce((sum, term) => sum + term.weight, 0);
  return raw.map((term) => ({ ...term, weight: term.weight / total }));
}

function nameShare(words: number): number {
  return words === 0 ? 1 : (1 + FURTHER_NAME * (words - 1)) / words;
}
