import { count, plain, table } from '../terminal/index.ts';
import { type Comparison, type Evaluation, METRICS } from './metrics.ts';
import type { Shortfall } from './thresholds.ts';

export interface Report {
  evaluation: Evaluation;
  /** With the evaluation that was asked for; null when there is none. */
  comparison: Comparison | null;
  below: Shortfall[];
}

/** What an evaluation came to, for people. */
export function printReport(report: Report): string {
  const { evaluation, comparison, below } = report;
  const { name, id, scores, error } = evaluation;
  return [
    `${plain(name)}: ${count(scores?.questions ?? 0, 'question')}, evaluation ${id}`,
    ...(error === null ? [] : [plain(error)]),
    '',
    comparison ? withDeltas(evaluation, comparison) : scoresAlone(evaluation),
    '',
    ...remarks(evaluation),
    ...(comparison ? changes(comparison) : []),
    ...below.map(({ metric, least, value }) =>
      value === null
        ? `${metric} has no questions, and must be ${least}`
        : `${metric} is ${three(value)}, below ${least}`,
    ),
  ]
    .join('\n')
    .trimEnd();
}

function scoresAlone({ scores }: Evaluation): string {
  const rows = [...METRICS].flatMap(([name, metric]) => {
    const score = scores?.metrics[metric];
    return score ? [[name, three(score.value), `${two(score.low)}–${two(score.high)}`, score.n]] : [];
  });
  return table(['METRIC', 'SCORE', '95 %', 'N'], rows);
}

/** Of the questions that both have, since others say nothing of what changed. */
function withDeltas({ scores }: Evaluation, { metrics }: Comparison): string {
  const rows = [...METRICS].flatMap(([name, metric]) => {
    const score = scores?.metrics[metric];
    if (!score) return [];
    const both = metrics[metric];
    const beside = both
      ? [three(both.with), three(both.value), signed(both.delta), both.better, both.worse, three(both.p_value)]
      : [null, null, null, null, null, null];
    return [[name, three(score.value), `${two(score.low)}–${two(score.high)}`, score.n, ...beside]];
  });
  return table(['METRIC', 'SCORE', '95 %', 'N', 'BEFORE', 'NOW', 'CHANGE', 'BETTER', 'WORSE', 'P'], rows);
}

function remarks({ scores }: Evaluation): string[] {
  if (!scores) return [];
  const { latency_ms: latency, failed, missing } = scores;
  return [
    ...(latency ? [`Answers took ${latency.p50} ms in the middle, ${latency.p95} ms at the 95th percentile.`] : []),
    ...(failed > 0 ? [`${count(failed, 'question')} failed with an error.`] : []),
    ...(missing > 0 ? [`${count(missing, 'question')} expected a document that is not in the project.`] : []),
  ];
}

const changes = ({ changed, shared }: Comparison): string[] => [
  `Compared by ${count(shared, 'question')} that both have.`,
  ...changed.map(({ change, question }) => `  ${change.padEnd(6)}  ${plain(question)}`),
];

const two = (value: number) => value.toFixed(2);
const three = (value: number) => value.toFixed(3);
const signed = (value: number) => (value < 0 ? '' : '+') + three(value);
