import { observe, type Telemetry } from './observed.ts';

/** Told of searches and of their parts, as they are done. */
export interface SearchWatch {
  search<T>(mode: string, run: () => Promise<T>): Promise<T>;
  part<T>(part: 'lexical' | 'semantic' | 'passages', run: () => Promise<T>): Promise<T>;
}

export function watchSearches({ metrics, tracing }: Telemetry): SearchWatch {
  const outcomeOf = () => 'failed';
  return {
    search: (mode, run) =>
      observe(tracing, 'search', { attributes: { 'ragkeep.mode': mode }, outcomeOf }, run, (seconds) =>
        metrics.searchSeconds.observe({ mode }, seconds),
      ),
    part: (part, run) =>
      observe(tracing, `search ${part}`, { outcomeOf }, run, (seconds) =>
        metrics.searchPartSeconds.observe({ part }, seconds),
      ),
  };
}
