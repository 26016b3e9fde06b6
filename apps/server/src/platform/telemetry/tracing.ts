import type { Span, Tracing, TracingSettings } from './span.ts';

const NO_SPAN: Span = { traceId: null, within: (run) => run(), end: () => {} };

const NO_TRACING: Tracing = {
  isOn: false,
  start: () => NO_SPAN,
  logFields: () => ({}),
  close: async () => {},
};

/** The SDK behind it is only loaded where traces are wanted. */
export async function createTracing(settings: TracingSettings | null): Promise<Tracing> {
  if (!settings) return NO_TRACING;
  const { exportTraces } = await import('./otlp.ts');
  return exportTraces(settings);
}
