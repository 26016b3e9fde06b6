import { containsAnswer, saysExpected, tokenF1 } from './answer-match.ts';
import { rankingMarks } from './ranking.ts';
import type { Expectation, Marks, Result } from './types.ts';

/** What became of a question, as far as it is judged. */
export interface Observed {
  /** Ids of the documents found, by their best passages. */
  ranked: readonly string[];
  /** For each expected document the ids that are it. */
  expected: readonly ReadonlySet<string>[];
  /** Null when an error kept it from being answered. */
  answer: { text: string; refused: boolean; citations: readonly { documentId: string; verbatim: boolean }[] } | null;
}

const NO_RANKING = { recall_at_1: null, recall_at_5: null, recall_at_10: null, mrr_at_10: null, ndcg_at_10: null };

/** What a question got, by each metric that is about it. One that failed gets nothing, so that errors never look like success. */
export function judge(
  { answerable, expected_answer: wanted }: Expectation,
  { ranked, expected, answer }: Observed,
): { outcome: Result['outcome']; metrics: Marks } {
  const answered = answer !== null && !answer.refused;
  const refused = answer?.refused === true;
  const said = answered ? answer.text : null;
  const quotes = answered ? answer.citations : [];
  const cited = quotes.some(({ documentId }) => expected.some((ids) => ids.has(documentId)));
  const rightly =
    answered && (expected.length === 0 || cited) && (wanted === null || saysExpected(answer.text, wanted));
  const right = answerable ? rightly : refused;
  const of = (isAbout: boolean, value: boolean | number) => (isAbout ? Number(value) : null);
  return {
    outcome: answer === null ? 'failed' : right ? 'right' : 'wrong',
    metrics: {
      ...(expected.length > 0 ? rankingMarks(ranked, expected) : NO_RANKING),
      right: Number(right),
      answered: of(answerable, answered),
      wrongly_refused: of(answerable, refused),
      refused_correctly: of(!answerable, refused),
      cited_expected: of(expected.length > 0, cited),
      answer_f1: of(wanted !== null, said === null ? 0 : tokenF1(said, wanted ?? '')),
      answer_contains: of(wanted !== null, said !== null && containsAnswer(said, wanted ?? '')),
      grounded: of(quotes.length > 0, quotes.filter(({ verbatim }) => verbatim).length / quotes.length),
    },
  };
}
