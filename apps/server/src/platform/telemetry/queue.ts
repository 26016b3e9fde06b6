import type { Queue, WorkHandler } from '../queue/index.ts';
import { observe, type Telemetry } from './observed.ts';

/** The same queue, whose work is counted and timed. */
export function observedQueue(queue: Queue, { metrics, tracing }: Telemetry): Queue {
  return {
    ...queue,
    handle(kind, handler, concurrency) {
      const inProgress = metrics.workInProgress.labels(kind);
      const attributes = { 'ragkeep.work.kind': kind };
      const observed: WorkHandler = (item, context) => {
        const outcomeOf = () => (context.signal.aborted ? 'stopped' : 'failed');
        inProgress.inc();
        const options = { kind: 'consumer', attributes, outcomeOf } as const;
        return observe(
          tracing,
          `work ${kind}`,
          options,
          () => handler(item, context),
          (seconds, outcome) => {
            inProgress.dec();
            metrics.workSeconds.observe({ kind, outcome: outcome === 'ok' ? 'done' : outcome }, seconds);
          },
        );
      };
      queue.handle(kind, observed, concurrency);
    },
  };
}
