import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CheapHistogram } from './cheap-histogram.ts';
import { processMetrics } from './process-metrics.ts';

/** Bounds in seconds, from a look into memory to an answer that is written word by word. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];
/** Of what may take minutes: an item of work, as the pages of a book. */
const LONG_SECONDS = [0.05, 0.25, 1, 5, 15, 60, 300, 1200];

/** What this process counts of itself, for whoever operates it. */
export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The instruments, and the text in which they are scraped. No label may hold what callers choose (tenants, ids, paths, names): each
 * value makes a series of its own, which is kept for ever.
 */
export function createMetrics() {
  const registry = new Registry();
  const process = processMetrics();
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Counter<L>({ name: `ragkeep_${name}`, help, labelNames, registers: [registry] });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge<L>({ name: `ragkeep_${name}`, help, labelNames, registers: [registry] });
  const histogram = <L extends string = never>(name: string, help: string, labelNames: L[], buckets = SECONDS) =>
    new Histogram<L>({ name: `ragkeep_${name}`, help, labelNames, buckets, registers: [registry] });
  const refreshing: (() => void | Promise<void>)[] = [];

  return {
    buildInfo: gauge('build_info', 'Always 1; its labels say what runs', ['version', 'node', 'database']),

    httpRequests: counter('http_requests_total', 'Requests answered, by the pattern of their route', [
      'method',
      'route',
      'status',
    ]),
    httpSeconds: new CheapHistogram({
      name: 'ragkeep_http_request_duration_seconds',
      help: 'From a request’s head to the end of its answer; subscriptions to events are left out',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers: [registry],
    }),
    httpInFlight: gauge('http_requests_in_flight', 'Requests that are being answered'),
    httpErrors: counter('http_errors_total', 'Errors answered, by their code', ['code']),

    credentialLookups: counter(
      'credential_lookups_total',
      'Credentials met in memory (`hit`), and those that had to be looked up or are none (`miss`)',
      ['result'],
    ),
    accessChangeSeconds: histogram(
      'access_change_duration_seconds',
      'Changes of who may do what, until every process goes by them',
      ['outcome'],
    ),

    queueItems: gauge(
      'queue_items',
      'Work in the database, of the whole deployment: `active`, `waiting`, `scheduled` for later, and `retrying` after a failure',
      ['kind', 'state'],
    ),
    queueOldestSeconds: gauge('queue_oldest_waiting_seconds', 'How long the oldest work waits that is due', ['kind']),
    workSeconds: histogram(
      'work_duration_seconds',
      'Work done by this process: `done`, `failed` and tried again, or `stopped` with the process',
      ['kind', 'outcome'],
      LONG_SECONDS,
    ),
    workInProgress: gauge('work_in_progress', 'Work under way in this process', ['kind']),
    jobsEnded: counter('jobs_ended_total', 'Jobs that came to their end', ['status']),
    pagesRead: counter('pages_read_total', 'Pages of documents read'),

    searchSeconds: histogram('search_duration_seconds', 'Searches, the encoder included', ['mode']),
    searchPartSeconds: histogram('search_part_duration_seconds', 'The parts of searches', ['part']),

    encoderSeconds: histogram(
      'encoder_duration_seconds',
      'Calls of the encoder, their wait for it included: for a `question` or for `passages`',
      ['purpose', 'outcome'],
    ),
    encoderInProgress: gauge('encoder_in_progress', 'Calls of the encoder that wait or are at work', ['purpose']),
    passagesEncoded: counter('passages_encoded_total', 'Passages that got vectors'),

    llmSeconds: histogram(
      'llm_duration_seconds',
      'Calls of language models until their last word, `ok`, `aborted` by the caller or failed by a code',
      ['outcome'],
    ),
    llmFirstSeconds: histogram('llm_first_token_seconds', 'Calls of language models until their first word', []),
    llmInProgress: gauge('llm_in_progress', 'Calls of language models under way'),
    llmTokens: counter('llm_tokens_total', 'Tokens that language models counted', ['kind']),

    databaseUp: gauge('database_up', 'Whether the database answered at this scrape: 1 or 0'),
    databaseConnections: gauge(
      'database_connections',
      'Connections to the database: `in_use` and `idle`; and who is `waiting` for one',
      ['state'],
    ),

    /** Has something brought up to date before each scrape. It must not throw. */
    beforeScrape(refresh: () => void | Promise<void>): void {
      refreshing.push(refresh);
    },
    /** All of it in Prometheus' text format, and that of the process. */
    async scrape(): Promise<string> {
      await Promise.all(refreshing.map((refresh) => refresh()));
      return `${await registry.metrics()}\n${await process.metrics()}`;
    },
    contentType: registry.contentType,
    /** For the reference. */
    describe: () => registry.getMetricsAsArray().map(described),
  };
}

/** The library's types hide what each metric was made with. */
const described = (metric: unknown) => {
  const { name, help, type, labelNames } = metric as Record<'name' | 'help' | 'type', string> & {
    labelNames: string[];
  };
  return { name, help, type, labels: labelNames };
};
