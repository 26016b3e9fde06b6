import type { IncomingMessage } from 'node:http';
import { ApiError } from '../platform/errors.ts';

/** The one credential of a request, told apart by shape; null when none was sent. */
export type Credential = { kind: 'key'; value: string } | { kind: 'unrecognised' };

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

/**
 * Reads the credential from the raw headers: Node joins repeated `x-api-key` headers with a comma and keeps only the first
 * `authorization`, which would hide that two were sent.
 *
 * @throws ApiError `duplicate_credentials`, or `credential_in_query`
 */
export function readCredential(request: IncomingMessage, looksLikeKey: (text: string) => boolean): Credential | null {
  refuseInQuery(request.url ?? '', looksLikeKey);
  const found: [name: string, value: string][] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]?.toLowerCase() ?? '';
    if (HEADERS.has(name)) found.push([name, request.rawHeaders[i + 1] ?? '']);
  }
  const [first, ...others] = found;
  if (!first) return null;
  if (others.length > 0) throw new ApiError('duplicate_credentials', {});
  const [name, value] = first;
  const text = name === 'authorization' ? BEARER.exec(value)?.[1] : name === 'x-api-key' ? value : undefined;
  return text !== undefined && looksLikeKey(text) ? { kind: 'key', value: text } : { kind: 'unrecognised' };
}

/** A key in the query string has already leaked into histories and logs of proxies: it is never read, and said so. */
function refuseInQuery(url: string, looksLikeKey: (text: string) => boolean): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (QUERY_NAMES.has(name.toLowerCase()) || looksLikeKey(value)) {
      // A key in the place of a name must not be said back.
      throw new ApiError('credential_in_query', {
        parameter: QUERY_NAMES.has(name.toLowerCase()) ? name : 'a parameter',
      });
    }
  }
}
