/** What a span says of itself. Never what callers or documents wrote, nor an address or a secret: it leaves the deployment. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work with a beginning and an end, as a part of another or of none. */
export interface Span {
  /** 32 hexadecimal digits; null while nothing is traced. */
  readonly traceId: string | null;
  /** Runs something whose spans and log lines become part of this one. */
  within<T>(run: () => T): T;
  /** @param failure a code, when it came to no good end */
  end(attributes?: Attributes, failure?: string): void;
}

export interface Tracing {
  /** False: spans cost nothing and lead nowhere. */
  readonly isOn: boolean;
  /**
   * Begins a span within the present one.
   *
   * @param remote a request's `traceparent` (W3C Trace Context), for what somebody else began
   */
  start(
    name: string,
    kind: 'server' | 'client' | 'internal' | 'consumer',
    attributes?: Attributes,
    remote?: string,
  ): Span;
  /** What ties a log line to the present span; empty when there is none. */
  logFields(): { trace_id?: string };
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

export interface TracingSettings {
  /** Base URL of a collector that takes OTLP over HTTP. */
  endpoint: string;
  serviceName: string;
  version: string;
  /** Share of traces that are kept, 0…1. */
  ratio: number;
}
