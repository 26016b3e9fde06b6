import type { UsageCounts, UsageRow } from '@ragkeep/sdk';

type Counts = UsageCounts | UsageRow;

/** One colour of a chart. */
export interface Series {
  title: string;
  /** One of Mantine's colours, with its shade. */
  color: string;
  /** Null where there is nothing to measure. */
  value: (row: Counts) => number | null;
}

/** Something that is counted, and how it is drawn. */
export interface Metric {
  name: string;
  title: string;
  /** `bars` are added up, `lines` are not. */
  kind: 'bars' | 'lines';
  unit?: string;
  series: readonly [Series, ...Series[]];
}

export const METRICS: readonly [Metric, ...Metric[]] = [
  {
    name: 'requests',
    title: 'Requests',
    kind: 'bars',
    series: [
      { title: 'Good', color: 'indigo.5', value: ({ statuses }) => statuses['2xx'] + statuses['3xx'] },
      { title: 'Refused (4xx)', color: 'yellow.6', value: ({ statuses }) => statuses['4xx'] },
      { title: 'Failed (5xx)', color: 'red.6', value: ({ statuses }) => statuses['5xx'] },
    ],
  },
  {
    name: 'queries',
    title: 'Questions',
    kind: 'bars',
    series: [
      { title: 'Answered', color: 'teal.6', value: ({ queries, unanswered }) => queries - unanswered },
      { title: 'Unanswered', color: 'yellow.6', value: ({ unanswered }) => unanswered },
    ],
  },
  {
    name: 'pages',
    title: 'Pages',
    kind: 'bars',
    series: [{ title: 'Pages', color: 'indigo.5', value: ({ pages }) => pages }],
  },
  {
    name: 'tokens',
    title: 'Tokens',
    kind: 'bars',
    series: [
      { title: 'Read', color: 'indigo.5', value: ({ tokens }) => tokens.prompt },
      { title: 'Written', color: 'teal.6', value: ({ tokens }) => tokens.completion },
    ],
  },
  {
    name: 'latency',
    title: 'Latency',
    kind: 'lines',
    unit: 'ms',
    series: [
      { title: 'Median', color: 'teal.6', value: ({ latency_ms }) => latency_ms?.p50 ?? null },
      { title: '95 of 100', color: 'indigo.5', value: ({ latency_ms }) => latency_ms?.p95 ?? null },
      { title: '99 of 100', color: 'red.6', value: ({ latency_ms }) => latency_ms?.p99 ?? null },
    ],
  },
];

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A number for people: 1,234, and for an axis 1.2K. */
export const numberWords = (value: number | null, unit?: string): string =>
  value === null ? '–' : `${whole.format(value)}${unit ? ` ${unit}` : ''}`;
export const compactWords = (value: number): string => compact.format(value);
/** Milliseconds, or seconds where there are many. */
export const durationWords = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
