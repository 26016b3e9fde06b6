import type { HeadersFor, SafeStream } from '../safe-fetch/index.ts';
import { LIMITS } from './limits.ts';
import type { Fetch } from './types.ts';

/** Of an answer: a long one has some 16,000 tokens, each in a message of 200 to 400 bytes. */
const MOST_BYTES = 16 * 1024 * 1024;
/** What the client library adds besides says what it runs on. */
const HEADERS = { 'content-type': 'application/json', accept: 'text/event-stream' };

/**
 * Chat completions at an endpoint that a tenant chose: only hosts that may be reached are, no redirect is followed, and what
 * lets requests in is added to each as it is then.
 */
export function guardedFetch(stream: SafeStream, headersFor: HeadersFor): Fetch {
  return async (url, { body, signal } = {}) => {
    if (typeof body !== 'string' || !signal) throw new Error('not the request of a chat completion');
    const limits = { maxBytes: MOST_BYTES, connectMs: LIMITS.connectMs, signal };
    return stream(String(url), { method: 'POST', headers: HEADERS, body, headersFor, ...limits });
  };
}
