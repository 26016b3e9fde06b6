import type { Metrics } from './metrics.ts';
import type { Attributes, Tracing } from './span.ts';

/** What is told of what the process does. */
export interface Telemetry {
  metrics: Metrics;
  tracing: Tracing;
}

/** How something ended: `ok`, or the code of its failure. */
type Outcome = string;

/**
 * Runs something as a span, and tells how long it took.
 *
 * @param outcomeOf what a failure is called, out of a few words
 * @param onEnd told once, with seconds
 */
export async function observe<T>(
  tracing: Tracing,
  name: string,
  {
    kind = 'internal',
    attributes = {},
    outcomeOf,
  }: {
    kind?: 'internal' | 'client' | 'consumer';
    attributes?: Attributes;
    outcomeOf(error: unknown): Outcome;
  },
  run: () => Promise<T>,
  onEnd: (seconds: number, outcome: Outcome) => void,
): Promise<T> {
  const started = performance.now();
  const span = tracing.start(name, kind, attributes);
  const end = (outcome: Outcome) => {
    onEnd((performance.now() - started) / 1000, outcome);
    span.end({}, outcome === 'ok' ? undefined : outcome);
  };
  try {
    const result = await span.within(run);
    end('ok');
    return result;
  } catch (error) {
    end(outcomeOf(error));
    throw error;
  }
}
