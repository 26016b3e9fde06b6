import type { IncomingMessage } from 'node:http';
import { ApiError } from '../platform/errors.ts';

/** What a credential looks like, which decides alone who resolves it. */
export type CredentialKind = 'key' | 'derived' | 'token';

/** A registered local app as it names itself. */
export interface SentApp {
  readonly id: string;
  /** Null: it comes without, which is enough on this machine only. */
  readonly secret: string | null;
}

const HEADERS = new Set(['authorization', 'x-api-key', 'x-app-id', 'x-app-secret']);
const QUERY_NAMES = new Set([
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'key',
  'token',
  'access_token',
  'authorization',
]);
const BEARER = /^bearer (\S+)$/i;

const LENGTHS = new Set([...HEADERS].map((name) => name.length));

/**
 * The one credential of a request as it was sent; null when there is none, `''` when there is one of no known form. An app's id and
 * its secret are one credential. From the raw headers: Node joins repeated `x-api-key` headers with a comma and keeps only the first
 * `authorization`, which would hide that two were sent.
 *
 * @throws ApiError `duplicate_credentials`, or `credential_in_query`
 */
export function readCredential(
  request: IncomingMessage,
  isCredential: (text: string) => boolean,
): string | SentApp | null {
  refuseInQuery(request.url ?? '', isCredential);
  const { rawHeaders } = request;
  let name = '';
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const raw = rawHeaders[i] ?? '';
    // By far most headers are told apart by their length, which costs nothing.
    if (!LENGTHS.has(raw.length)) continue;
    const header = raw.toLowerCase();
    if (!HEADERS.has(header)) continue;
    if (value !== undefined) return readApp(rawHeaders);
    name = header;
    value = rawHeaders[i + 1] ?? '';
  }
  if (value === undefined) return null;
  if (name === 'x-app-id') return { id: value, secret: null };
  if (name === 'authorization') return BEARER.exec(value)?.[1] ?? '';
  return name === 'x-api-key' ? value : '';
}

/** Of the headers with credentials there may be two only where they are an app's id and secret, each once. */
function readApp(rawHeaders: readonly string[]): SentApp {
  const sent = new Map<string, string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!HEADERS.has(name)) continue;
    if (!name.startsWith('x-app-') || sent.has(name)) throw new ApiError('duplicate_credentials', {});
    sent.set(name, rawHeaders[i + 1] ?? '');
  }
  return { id: sent.get('x-app-id') ?? '', secret: sent.get('x-app-secret') ?? '' };
}

/** A credential in the query string has already leaked into histories and logs of proxies: it is never read, and said so. */
function refuseInQuery(url: string, isCredential: (text: string) => boolean): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (QUERY_NAMES.has(name.toLowerCase()) || isCredential(name) || isCredential(value)) {
      // A key in the place of a name must not be said back.
      throw new ApiError('credential_in_query', {
        parameter: QUERY_NAMES.has(name.toLowerCase()) ? name : 'a parameter',
      });
    }
  }
}
