import { STATUS_CODES } from 'node:http';
import { type HeadersFor, type SafeFetch, SafeFetchError } from '../../../platform/safe-fetch/index.ts';
import { UnreadableError } from '../reader/index.ts';

/** How a server names the version of a page that is here already (RFC 9110 §8.8). */
export interface Version {
  etag: string | null;
  lastModified: string | null;
}

export interface Content extends Version {
  kind: 'content';
  /** Where the last redirect led. */
  url: string;
  body: Uint8Array;
  contentType: string | null;
  headers: Record<string, string>;
}

export type Answer =
  | Content
  /** It is as it was in the version that was named. */
  | { kind: 'not-modified' }
  /** 404 or 410. */
  | { kind: 'gone'; status: number }
  /** The server wants to be left alone for so long. */
  | { kind: 'busy'; forMs: number };

export interface PageRequest {
  url: string;
  maxBytes: number;
  headersFor: HeadersFor | undefined;
  /** Null: whatever there is, it is wanted. */
  known: Version | null;
  /** Asked before a redirect is followed; throws an UnreadableError if it must not be. */
  mayFollow(url: string): Promise<void>;
  signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const DEFAULT_PAUSE_MS = 30_000;
const MAX_PAUSE_MS = 10 * 60_000;

/**
 * Gets a page, each redirect only after it was allowed.
 *
 * @throws UnreadableError with the reason for the person who wants the page
 */
export async function fetchPage(fetch: SafeFetch, now: Date, request: PageRequest): Promise<Answer> {
  const { maxBytes, headersFor, known, signal } = request;
  let { url } = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const answer = await fetch(url, {
      maxBytes,
      signal,
      headers: known ? conditions(known) : {},
      ...(headersFor ? { headersFor } : {}),
      maxRedirects: 0,
      acceptAnyStatus: true,
    }).catch((error: unknown) => {
      throw error instanceof SafeFetchError ? new UnreadableError(error.code, error.message, { cause: error }) : error;
    });
    const { status, headers, body, contentType } = answer;
    if (REDIRECTS.has(status) && headers.location !== undefined) {
      url = redirected(headers.location, url);
      await request.mayFollow(url);
      continue;
    }
    if (status >= 200 && status <= 299) {
      const version = { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null };
      return { kind: 'content', url, body, contentType, headers, ...version };
    }
    if (status === 304 && known) return { kind: 'not-modified' };
    if (status === 404 || status === 410) return { kind: 'gone', status };
    if (status === 429 || status === 503) return { kind: 'busy', forMs: pause(headers['retry-after'], now) };
    throw new UnreadableError('bad_status', statusMessage(status));
  }
  throw new UnreadableError('too_many_redirects', `The URL redirects more than ${MAX_REDIRECTS} times.`);
}

export const statusMessage = (status: number): string =>
  `The server answered ${`${status} ${STATUS_CODES[status] ?? ''}`.trim()} instead of the content.`;

/** RFC 9110 §13.1.3: a recipient uses the entity tag where both are sent. */
const conditions = ({ etag, lastModified }: Version): Record<string, string> => ({
  ...(etag === null ? {} : { 'if-none-match': etag }),
  ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
});

function redirected(location: string, from: string): string {
  const target = URL.parse(location, from);
  if (target && /^https?:$/.test(target.protocol) && target.username === '' && target.password === '')
    return target.href;
  throw new UnreadableError('bad_url', 'The page redirects to an address that cannot be fetched.');
}

/** `Retry-After`: seconds, or a date (RFC 9110 §10.2.3). */
function pause(retryAfter: string | undefined, now: Date): number {
  const text = retryAfter?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), MAX_PAUSE_MS) : DEFAULT_PAUSE_MS;
}
