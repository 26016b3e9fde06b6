import { forEachMetric } from './scores.ts';
import { mean, signTest } from './statistics.ts';
import type { Comparison, Judged, Metric } from './types.ts';

/** Smaller differences are those of floating point. */
const EPSILON = 1e-9;

/** Of these less is better. */
const LESS_IS_BETTER: ReadonlySet<Metric> = new Set(['wrongly_refused']);

interface Pair {
  now: Judged;
  before: Judged;
}

/** Sets one evaluation beside another, question by question: only those count that both asked with the same expectations. */
export function compare(
  now: readonly Judged[],
  before: readonly Judged[],
): Pick<Comparison, 'shared' | 'metrics' | 'changed'> {
  const asked = new Map(before.map((judged) => [keyOf(judged), judged]));
  const pairs = now.flatMap((judged) => {
    const other = asked.get(keyOf(judged));
    return other ? [{ now: judged, before: other }] : [];
  });
  return {
    shared: pairs.length,
    metrics: forEachMetric((metric) => differenceIn(metric, pairs)),
    changed: pairs.flatMap(changeOf),
  };
}

const keyOf = ({ question: { question, expected_documents, expected_answer, answerable } }: Judged) =>
  JSON.stringify([question, expected_documents, expected_answer, answerable]);

function differenceIn(metric: Metric, pairs: readonly Pair[]): Comparison['metrics'][Metric] {
  const both = pairs.flatMap(({ now, before }) => {
    const [mark, markBefore] = [now.result.metrics[metric], before.result.metrics[metric]];
    return mark === null || markBefore === null ? [] : [{ mark, markBefore }];
  });
  const value = mean(both.map(({ mark }) => mark));
  const withValue = mean(both.map(({ markBefore }) => markBefore));
  if (value === null || withValue === null) return null;
  const gains = both.map(({ mark, markBefore }) =>
    LESS_IS_BETTER.has(metric) ? markBefore - mark : mark - markBefore,
  );
  const better = gains.filter((gain) => gain > EPSILON).length;
  const worse = gains.filter((gain) => gain < -EPSILON).length;
  const p_value = signTest(better, worse);
  return { value, with: withValue, delta: value - withValue, better, worse, p_value, n: both.length };
}

function changeOf({ now, before }: Pair): Comparison['changed'] {
  const [outcome, outcomeBefore] = [now.result.outcome, before.result.outcome];
  const isRight = outcome === 'right';
  if (isRight === (outcomeBefore === 'right')) return [];
  return [
    {
      question: now.question.question,
      ordinal: now.ordinal,
      change: isRight ? 'better' : 'worse',
      outcome,
      with_outcome: outcomeBefore,
    },
  ];
}
