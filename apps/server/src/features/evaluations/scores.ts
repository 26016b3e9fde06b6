import { routes } from '@ragkeep/contract';
import { mean, quantile, wilson } from './statistics.ts';
import type { Judged, Metric, Score, Scores, ScoresOfSome } from './types.ts';

/** An object with an entry for each metric. */
export const forEachMetric = <T>(make: (metric: Metric) => T): Record<Metric, T> =>
  Object.fromEntries(routes.EVALUATION_METRICS.map((metric) => [metric, make(metric)])) as Record<Metric, T>;

/** The scores of an evaluation whose questions were all asked, of all of them and by tag. */
export function scoresOf(judged: readonly Judged[]): Scores {
  const tags = [...new Set(judged.flatMap(({ question }) => question.tags))].sort();
  return {
    ...scoresOfSome(judged),
    by_tag: Object.fromEntries(
      tags.map((tag) => [tag, scoresOfSome(judged.filter(({ question }) => question.tags.includes(tag)))]),
    ),
  };
}

function scoresOfSome(judged: readonly Judged[]): ScoresOfSome {
  const latencies = judged.flatMap(({ result }) => result.latency_ms ?? []);
  const [p50, p95] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  return {
    questions: judged.length,
    failed: judged.filter(({ result }) => result.outcome === 'failed').length,
    missing: judged.filter(({ result }) => result.missing.length > 0).length,
    latency_ms: p50 === null || p95 === null ? null : { p50, p95 },
    metrics: forEachMetric((metric) => scoreOf(judged.flatMap(({ result }) => result.metrics[metric] ?? []))),
  };
}

function scoreOf(marks: readonly number[]): Score {
  const value = mean(marks);
  return value === null ? null : { value, ...wilson(value, marks.length), n: marks.length };
}
