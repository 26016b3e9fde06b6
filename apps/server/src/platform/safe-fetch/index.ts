import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { createAddressCheck } from './addresses.ts';
import { ACCEPT_ENCODING, readBody } from './body.ts';
import { SafeFetchError } from './errors.ts';
import { explain } from './explain.ts';
import { flatten, type HeadersFor, isSame, lowerCase, type NamedHeaders } from './headers.ts';
import type { Reaching } from './reaching.ts';
import { type Method, requestAt } from './request.ts';
import { checkedAddresses, parseTarget, resolveBySystem } from './target.ts';
import { untilAborted } from './until-aborted.ts';

export { type SafeFetchCode, SafeFetchError } from './errors.ts';
export type { HeadersFor } from './headers.ts';
export { createSafeStream, type SafeStream } from './stream.ts';
export type { Resolve } from './target.ts';

export interface SafeFetchOptions extends Reaching {
  /** For everything together, redirects included. Default: 60 s. */
  timeoutMs?: number;
  /** Default: 5. */
  maxRedirects?: number;
}

export interface FetchedResource {
  /** 2xx, or 304 when `headers` made the request conditional; any with `acceptAnyStatus`. */
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
  /** Default: GET. Nothing else is ever redirected. */
  method?: Method;
  body?: string;
  /** Sent to the origin of the first URL only, since they concern what is there. */
  headers?: Record<string, string>;
  /** Asked anew at every hop, so that a secret goes to the hosts it is meant for and to no other. Wins over `headers`. */
  headersFor?: HeadersFor;
  /** Of the decoded body. */
  maxBytes: number;
  /** Whatever the status, it is an answer, a redirect included where none may be followed. */
  acceptAnyStatus?: boolean;
  /** Nothing of the body is read; it is given as empty. */
  statusOnly?: boolean;
  /** In place of the default. 0: none is followed. */
  maxRedirects?: number;
  /** In place of the default. */
  timeoutMs?: number;
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

  async function follow(start: URL, request: RequestOptions, signal: AbortSignal): Promise<FetchedResource> {
    const { method = 'GET', body, headersFor = () => ({}) } = request;
    const most = method !== 'GET' ? 0 : (request.maxRedirects ?? maxRedirects);
    let url = start;
    let headers = lowerCase(request.headers ?? {});
    for (let hop = 0; hop <= most; hop++) {
      const addresses = await untilAborted(checkedAddresses(url, resolve, check), signal);
      const at = url;
      const own = headers;
      const ask = async (added: NamedHeaders, mayRenew: boolean): Promise<Step> => {
        const sent = { ...own, ...lowerCase(added), 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING };
        const message = { method, headers: sent, ...(body ? { body } : {}) };
        const step = await requestAt(at, addresses, message, signal, async (response) => {
          const renewed =
            mayRenew && response.statusCode === 401 ? await untilAborted(headersFor(at, added), signal) : added;
          return isSame(renewed, added) ? take(at, response, most, request, signal) : { renewed };
        });
        return 'renewed' in step ? ask(step.renewed, false) : step;
      };
      const step = await ask(await untilAborted(headersFor(at), signal), true);
      if ('resource' in step) return step.resource;
      if (step.redirect.origin !== url.origin) headers = {};
      url = step.redirect;
    }
    throw new SafeFetchError(
      'too_many_redirects',
      most === 0 ? 'The URL redirects, which is not followed here.' : `The URL redirects more than ${most} times.`,
    );
  }

  return async (text, request) => {
    const { signal } = request;
    signal?.throwIfAborted();
    const url = parseTarget(text);
    const timeout = AbortSignal.timeout(request.timeoutMs ?? timeoutMs);
    try {
      return await follow(url, request, signal ? AbortSignal.any([signal, timeout]) : timeout);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof SafeFetchError ? error : explain(url, error, timeout.aborted);
    }
  };
}

async function take(
  url: URL,
  response: Dispatcher.ResponseData,
  maxRedirects: number,
  { maxBytes, acceptAnyStatus = false, statusOnly = false }: RequestOptions,
  signal: AbortSignal,
): Promise<Step> {
  const { statusCode: status } = response;
  const headers = flatten(response.headers);
  const { location } = headers;
  if (location !== undefined && REDIRECTS.has(status) && !(acceptAnyStatus && maxRedirects === 0)) {
    // Headers come with each byte as one character; what is no ASCII among them is meant as UTF-8, as browsers take it.
    return { redirect: parseTarget(Buffer.from(location, 'latin1').toString(), url) };
  }
  if (!acceptAnyStatus && (status < 200 || status > 299) && status !== 304) {
    const phrase = STATUS_CODES[status] ?? '';
    throw new SafeFetchError(
      'bad_status',
      `The server answered ${`${status} ${phrase}`.trim()} instead of the content.`,
      { status },
    );
  }
  const body = statusOnly ? new Uint8Array() : await readBody(response, maxBytes, signal);
  return { resource: { status, url: url.href, headers, contentType: headers['content-type'] ?? null, body } };
}
