import type { UploadProgress } from './upload.ts';

/** How a client reaches its server. */
export interface ClientOptions {
  /** Where the server is, as `https://rag.example.com`; in a browser, by default, where the page came from. */
  baseUrl?: string;
  /** An API key. Never put one into a page: whoever sees the page has it. */
  apiKey?: string;
  /**
   * Instead of a key: a member's access token, asked for before each request, and again with `refused` where the server
   * took the last one for expired. Null: the request goes without.
   */
  token?: (refused: boolean) => string | null | Promise<string | null>;
  /** A registered local app, from the machine of the server; from elsewhere with its secret. */
  app?: { id: string; secret?: string };
  /** How often a request is sent again that failed in passing: 429, 502, 503, 504, no connection. 2 by default. */
  retries?: number;
  /** Milliseconds of silence after which a request is given up; 60,000 by default. A stream or an upload may take any time, as long as it moves. */
  timeout?: number;
  /** Instead of the platform's own. */
  fetch?: typeof fetch;
  /** Sent with each request. */
  headers?: Readonly<Record<string, string>>;
}

/** What a single call may set. */
export interface CallOptions {
  signal?: AbortSignal;
  timeout?: number;
  retries?: number;
  /** The same request with the same key is done once. Where it is not given, one is made up, so that trying again is safe. */
  idempotencyKey?: string;
  headers?: Readonly<Record<string, string>>;
  /** Told how much of an upload is on its way; it begins anew where the request is sent again. */
  onUploadProgress?: (progress: UploadProgress) => void;
}

/** A request as the client's methods describe it. */
export interface Call {
  method: string;
  /** Below `/api/v1`, with its parameters filled in. */
  path: string;
  query?: object | undefined;
  body?: unknown;
  idempotent?: boolean;
  accept?: string;
}
