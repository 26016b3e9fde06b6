import { type Evaluation, METRICS, type Metric } from './metrics.ts';

/** The least that a metric must reach. */
export interface Threshold {
  name: string;
  metric: Metric;
  least: number;
}

/** `recall@10=0.8`; the metric as the table or as the API writes it. Throws what is wrong with it. */
export function parseThreshold(text: string): Threshold {
  const [, name = '', number = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const [known, metric] = [...METRICS].find((entry) => entry.includes(name)) ?? [];
  if (known === undefined || metric === undefined) {
    throw new Error(
      `“${text}” is not a metric and a number, as recall@10=0.8; metrics are ${[...METRICS.keys()].join(' ')}`,
    );
  }
  if (metric === 'wrongly_refused') throw new Error('of wrongly-refused less is better; ask for answered instead');
  const least = Number(number);
  if (!(least >= 0 && least <= 1)) throw new Error(`${number} is not a number from 0 to 1`);
  return { name: known, metric, least };
}

export interface Shortfall {
  metric: string;
  least: number;
  /** Null: no question counts for the metric, so that nothing shows that it is reached. */
  value: number | null;
}

export const shortfalls = ({ scores }: Evaluation, thresholds: readonly Threshold[]): Shortfall[] =>
  thresholds.flatMap(({ name, metric, least }) => {
    const value = scores?.metrics[metric]?.value ?? null;
    return value !== null && value >= least ? [] : [{ metric: name, least, value }];
  });
