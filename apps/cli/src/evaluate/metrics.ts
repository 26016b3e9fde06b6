import type { Evaluation, EvaluationComparison } from '@ragkeep/sdk';

export type Comparison = EvaluationComparison;
export type { Evaluation };

type Scores = NonNullable<Evaluation['scores']>;
export type Metric = keyof Scores['metrics'];

/** In the order in which they are shown. */
const ORDER = Object.keys({
  right: 0,
  recall_at_1: 0,
  recall_at_5: 0,
  recall_at_10: 0,
  mrr_at_10: 0,
  ndcg_at_10: 0,
  answered: 0,
  wrongly_refused: 0,
  refused_correctly: 0,
  cited_expected: 0,
  answer_f1: 0,
  answer_contains: 0,
  grounded: 0,
} satisfies Record<Metric, 0>) as Metric[];

/** By their names for people, as `recall@10`. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  ORDER.map((metric) => [metric.replace('_at_', '@').replaceAll('_', '-'), metric]),
);
