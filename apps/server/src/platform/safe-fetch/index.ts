import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { createAddressCheck } from './addresses.ts';
import { ACCEPT_ENCODING, readBody } from './body.ts';
import { SafeFetchError } from './errors.ts';
import { explain } from './explain.ts';
import { requestAt } from './request.ts';
import { checkedAddresses, parseTarget, type Resolve, resolveBySystem } from './target.ts';

export { type SafeFetchCode, SafeFetchError } from './errors.ts';

export interface SafeFetchOptions {
  /** CIDRs that may be reached although they are not public. */
  allowPrivate: readonly string[];
  userAgent: string;
  /** For everything together, redirects included. Default: 60 s. */
  timeoutMs?: number;
  /** Default: 5. */
  maxRedirects?: number;
  /** Default: the system's resolver. */
  resolve?: Resolve;
}

export interface FetchedResource {
  /** 2xx, or 304 when `headers` made the request conditional. */
  status: number;
  /** Where the last redirect led. */
  url: string;
  /** By lower-case name; repeated ones joined by a comma. */
  headers: Record<string, string>;
  contentType: string | null;
  /** Without its Content-Encoding. */
  body: Uint8Array;
}

export interface RequestOptions {
  /** Sent to the origin of the first URL only, since they may hold credentials. */
  headers?: Record<string, string>;
  /** Of the decoded body. */
  maxBytes: number;
  signal?: AbortSignal;
}

/**
 * Fetches a URL that a user gave. Rejects with `SafeFetchError`, or with `signal.reason` when aborted.
 */
export type SafeFetch = (url: string, options: RequestOptions) => Promise<FetchedResource>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An answer, or the place to look for it. */
type Step = { redirect: URL } | { resource: FetchedResource };

/**
 * Makes the function through which every URL from outside is fetched (server-side request forgery, OWASP A10:2021): only http
 * and https, and at every hop only addresses that were checked and are then the only ones connected to.
 *
 * @throws Error for an entry of `allowPrivate` that is no CIDR
 */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { userAgent, timeoutMs = 60_000, maxRedirects = 5, resolve = resolveBySystem } = options;
  const check = createAddressCheck(options.allowPrivate);

  async function follow(start: URL, first: Record<string, string>, maxBytes: number, signal: AbortSignal) {
    let url = start;
    let headers = first;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const addresses = await untilAborted(checkedAddresses(url, resolve, check), signal);
      const sent = { ...headers, 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING };
      const step = await requestAt(url, addresses, sent, signal, (response) => take(url, response, maxBytes, signal));
      if ('resource' in step) return step.resource;
      if (step.redirect.origin !== url.origin) headers = {};
      url = step.redirect;
    }
    throw new SafeFetchError('too_many_redirects', `The URL redirects more than ${maxRedirects} times.`);
  }

  return async (text, { headers = {}, maxBytes, signal }) => {
    signal?.throwIfAborted();
    const url = parseTarget(text);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await follow(url, lowerCase(headers), maxBytes, signal ? AbortSignal.any([signal, timeout]) : timeout);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof SafeFetchError ? error : explain(url, error, timeout.aborted);
    }
  };
}

async function take(url: URL, response: Dispatcher.ResponseData, maxBytes: number, signal: AbortSignal): Promise<Step> {
  const { statusCode: status } = response;
  const headers = flatten(response.headers);
  if (REDIRECTS.has(status) && headers.location !== undefined) return { redirect: parseTarget(headers.location, url) };
  if ((status < 200 || status > 299) && status !== 304) {
    const phrase = STATUS_CODES[status] ?? '';
    throw new SafeFetchError(
      'bad_status',
      `The server answered ${`${status} ${phrase}`.trim()} instead of the content.`,
    );
  }
  const body = await readBody(response, maxBytes, signal);
  return { resource: { status, url: url.href, headers, contentType: headers['content-type'] ?? null, body } };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** For what cannot be cancelled itself, such as a DNS query. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
