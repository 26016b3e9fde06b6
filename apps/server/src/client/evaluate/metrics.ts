import { type ResultOf, routes } from '@ragkeep/contract';

export type Evaluation = ResultOf<typeof routes.getEvaluation>;
export type Comparison = ResultOf<typeof routes.compareEvaluations>;
type Scores = NonNullable<Evaluation['scores']>;
export type Metric = keyof Scores['metrics'];

/** By their names for people, as `recall@10`, in the order in which they are shown. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  routes.EVALUATION_METRICS.map((metric) => [metric.replace('_at_', '@').replaceAll('_', '-'), metric]),
);
