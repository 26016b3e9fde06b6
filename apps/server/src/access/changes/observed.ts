import { observe, type Telemetry } from '../../platform/telemetry/index.ts';
import type { AccessChanges } from './index.ts';

/** The same changes, timed from their beginning until every process goes by them. */
export const observedChanges = (changes: AccessChanges, { metrics, tracing }: Telemetry): AccessChanges => ({
  ...changes,
  transaction: (tenantId, work) =>
    observe(
      tracing,
      'access change',
      { outcomeOf: () => 'rolled_back' },
      () => changes.transaction(tenantId, work),
      (seconds, outcome) => metrics.accessChangeSeconds.observe({ outcome }, seconds),
    ),
});
