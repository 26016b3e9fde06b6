import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { createAddressCheck } from './addresses.ts';
import { openBody } from './body.ts';
import { SafeFetchError } from './errors.ts';
import { explain } from './explain.ts';
import { flatten, type HeadersFor, isSame, lowerCase, type NamedHeaders } from './headers.ts';
import type { Reaching } from './reaching.ts';
import { type Method, requestAt } from './request.ts';
import { checkedAddresses, parseTarget, resolveBySystem } from './target.ts';
import { untilAborted } from './until-aborted.ts';

export interface StreamRequest {
  method: Method;
  headers: NamedHeaders;
  body?: string;
  /** Wins over `headers`. */
  headersFor: HeadersFor;
  /** Of the decoded body. */
  maxBytes: number;
  /** Until the connection stands. All else is limited by the signal. */
  connectMs: number;
  signal: AbortSignal;
}

/**
 * Sends a request to a URL that a user gave, as safe-fetch does, and gives the answer when its body begins. Whatever its status is,
 * a redirect included: none is followed. The body fails with SafeFetchError `too_large`; the connection ends with the body,
 * when that is cancelled, or when the signal is aborted, one of which must happen.
 *
 * @throws SafeFetchError when there is no answer; the signal's reason once that is aborted
 */
export type SafeStream = (url: string, request: StreamRequest) => Promise<Response>;

/** By the Fetch standard, a Response of these must not have a body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** @throws Error for an entry of `allowPrivate` that is no CIDR */
export function createSafeStream({ allowPrivate, userAgent, resolve = resolveBySystem }: Reaching): SafeStream {
  const check = createAddressCheck(allowPrivate);
  return async (text, request) => {
    const { headersFor, signal } = request;
    signal.throwIfAborted();
    const url = parseTarget(text);
    // What is packed comes in larger pieces, and so later.
    const headers = { ...lowerCase(request.headers), 'user-agent': userAgent, 'accept-encoding': 'identity' };
    try {
      const addresses = await untilAborted(checkedAddresses(url, resolve, check), signal);
      return await open({ url, addresses }, { ...request, headers }, await untilAborted(headersFor(url), signal), true);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SafeFetchError ? error : explain(url, error, false);
    }
  };
}

/** @param mayRenew whether, should `added` be refused, what there may be now instead of it is tried */
function open(
  place: { url: URL; addresses: readonly string[] },
  request: StreamRequest,
  added: NamedHeaders,
  mayRenew: boolean,
): Promise<Response> {
  const { url, addresses } = place;
  const { method, body, headersFor, maxBytes, connectMs, signal } = request;
  const opened = Promise.withResolvers<Response>();
  // The connection is kept for as long as this takes.
  const use = async (response: Dispatcher.ResponseData): Promise<void> => {
    const { statusCode: status } = response;
    if (mayRenew && status === 401) {
      const renewed = await untilAborted(headersFor(url, added), signal);
      if (!isSame(renewed, added)) return opened.resolve(open(place, request, renewed, false));
    }
    const head = { status, headers: flatten(response.headers) };
    if (WITHOUT_BODY.has(status)) return opened.resolve(new Response(null, head));
    const ended = Promise.withResolvers<void>();
    const content = openBody(response, maxBytes, () => ended.resolve());
    opened.resolve(new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, head));
    await ended.promise;
  };
  const message = { method, headers: { ...request.headers, ...lowerCase(added) }, ...(body ? { body } : {}) };
  requestAt(url, addresses, message, signal, use, { connect: connectMs, headers: 0, body: 0 }).catch(opened.reject);
  return opened.promise;
}
