import { ConnectionError, errorOf, retryAfterOf } from './errors.ts';
import { sendWithProgress, type UploadProgress } from './upload.ts';

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
  /** How often a request is sent again that failed in passing: 429, 503, no connection. 2 by default. */
  retries?: number;
  /** Milliseconds until the head of an answer has to be there; 60,000 by default. What streams may take longer. */
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
  /** Told how much of an upload is on its way. */
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

const API_BASE = '/api/v1';
const DEFAULT_RETRIES = 2;
const DEFAULT_TIMEOUT_MS = 60_000;
const LONGEST_WAIT_SECONDS = 60;
const FIRST_WAIT_SECONDS = 0.5;

/**
 * Sends requests, with the credential, and again where that is safe and helps.
 *
 * @returns the answer, which is a good one
 * @throws RagkeepError, ConnectionError, or the signal's reason
 */
export type Transport = (call: Call, options?: CallOptions) => Promise<Response>;

export function createTransport(client: ClientOptions): Transport {
  const base = (client.baseUrl ?? originOfPage()).replace(/\/+$/, '') + API_BASE;
  const fetching = client.fetch ?? fetch;

  return async (call, options = {}) => {
    const url = base + call.path + queryText(call.query);
    const key = call.idempotent ? (options.idempotencyKey ?? crypto.randomUUID()) : null;
    const retries = options.retries ?? client.retries ?? DEFAULT_RETRIES;
    let refused = false;
    for (let tries = 0; ; tries++) {
      const headers = await headersOf(client, call, options, key, refused);
      const outcome = await attempt(url, call, headers, options);
      if (outcome instanceof Response && outcome.ok) return outcome;
      const again = await judge(outcome, tries);
      if (again === 'with a new token') refused = true;
      else await pause(again, options.signal);
    }

    /** How many seconds to wait before the next try; throws where there is to be none. */
    async function judge(outcome: Response | ConnectionError, tries: number): Promise<number | 'with a new token'> {
      const patience = FIRST_WAIT_SECONDS * 2 ** tries * (0.5 + Math.random() / 2);
      if (outcome instanceof ConnectionError) {
        if (tries >= retries || !isRepeatable(call)) throw outcome;
        return patience;
      }
      if (outcome.status === 401 && client.token && !refused && isRepeatable(call, true)) {
        await outcome.body?.cancel();
        return 'with a new token';
      }
      const isPassing = outcome.status === 429 || outcome.status === 503;
      const wait = retryAfterOf(outcome);
      // Without a time given, a 429 is no matter of seconds: jobs have to end first.
      const isWorthIt = outcome.status === 503 || wait !== null;
      if (!isPassing || !isWorthIt || tries >= retries || !isRepeatable(call, outcome.status === 429)) {
        throw await errorOf(outcome);
      }
      if ((wait ?? 0) > LONGEST_WAIT_SECONDS) throw await errorOf(outcome);
      await outcome.body?.cancel();
      return wait ?? patience;
    }
  };

  async function attempt(
    url: string,
    call: Call,
    headers: Record<string, string>,
    options: CallOptions,
  ): Promise<Response | ConnectionError> {
    const limit = new AbortController();
    const milliseconds = options.timeout ?? client.timeout ?? DEFAULT_TIMEOUT_MS;
    const timer = setTimeout(() => limit.abort(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    const signal = options.signal ? AbortSignal.any([options.signal, limit.signal]) : limit.signal;
    const body = bodyOf(call.body);
    try {
      if (body instanceof FormData && options.onUploadProgress) {
        // How long an upload takes is a matter of its size.
        clearTimeout(timer);
        return await sendWithProgress(
          fetching,
          url,
          { method: call.method, headers, body, signal },
          options.onUploadProgress,
        );
      }
      return await fetching(url, { method: call.method, headers, signal, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      return new ConnectionError(`No answer from ${url}`, {
        cause: limit.signal.aborted ? limit.signal.reason : error,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether a request can be sent twice: what changes nothing, what is done once by its key, and what was refused unread. */
const isRepeatable = (call: Call, wasRefused = false): boolean =>
  wasRefused || call.method === 'GET' || call.method === 'DELETE' || call.idempotent === true;

async function headersOf(
  client: ClientOptions,
  call: Call,
  options: CallOptions,
  key: string | null,
  refused: boolean,
): Promise<Record<string, string>> {
  const token = client.token ? await client.token(refused) : (client.apiKey ?? null);
  const { app } = client;
  return {
    accept: call.accept ?? 'application/json',
    ...(bodyOf(call.body) instanceof FormData || call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(app ? { 'x-app-id': app.id, ...(app.secret ? { 'x-app-secret': app.secret } : {}) } : {}),
    ...(key === null ? {} : { 'idempotency-key': key }),
    ...client.headers,
    ...options.headers,
  };
}

/** What goes out: JSON, or a form where there is a file in it. */
function bodyOf(body: unknown): string | FormData | undefined {
  if (body === undefined || body instanceof FormData) return body;
  const fields = Object.entries(body as Record<string, unknown>);
  if (!fields.some(([, value]) => [value].flat().some((each) => each instanceof Blob))) return JSON.stringify(body);
  const form = new FormData();
  // Parts before files, so that the server knows them when a file begins.
  const isFile = (value: unknown) => [value].flat().some((each) => each instanceof Blob);
  for (const [name, value] of fields.sort(([, a], [, b]) => Number(isFile(a)) - Number(isFile(b)))) {
    if (value === undefined) continue;
    for (const each of [value].flat()) {
      if (each instanceof Blob) form.append(name, each, each instanceof File ? each.name : 'file');
      else form.append(name, typeof each === 'string' ? each : JSON.stringify(each));
    }
  }
  return form;
}

function queryText(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function originOfPage(): string {
  const { location } = globalThis as { location?: { origin: string } };
  if (!location) throw new TypeError('baseUrl is missing: where is the server?');
  return location.origin;
}

async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
