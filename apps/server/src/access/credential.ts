import type { IncomingMessage } from 'node:http';
import { ApiError } from '../platform/errors.ts';

/** What a credential looks like, which decides alone who resolves it. `unrecognised` looks like none. */
export type CredentialKind = 'key' | 'derived' | 'token';

/** The one credential of a request; null when none was sent. */
export type Credential = { kind: CredentialKind; value: string } | { kind: 'unrecognised' };

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
export function readCredential(
  request: IncomingMessage,
  kindOf: (text: string) => CredentialKind | null,
): Credential | null {
  refuseInQuery(request.url ?? '', kindOf);
  const { rawHeaders } = request;
  let name = '';
  let value: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i]?.toLowerCase() ?? '';
    if (!HEADERS.has(header)) continue;
    if (value !== undefined) throw new ApiError('duplicate_credentials', {});
    name = header;
    value = rawHeaders[i + 1] ?? '';
  }
  if (value === undefined) return null;
  const text = name === 'authorization' ? BEARER.exec(value)?.[1] : name === 'x-api-key' ? value : undefined;
  const kind = text === undefined ? null : kindOf(text);
  return text === undefined || kind === null ? { kind: 'unrecognised' } : { kind, value: text };
}

/** A credential in the query string has already leaked into histories and logs of proxies: it is never read, and said so. */
function refuseInQuery(url: string, kindOf: (text: string) => CredentialKind | null): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (QUERY_NAMES.has(name.toLowerCase()) || kindOf(value) !== null) {
      // A key in the place of a name must not be said back.
      throw new ApiError('credential_in_query', {
        parameter: QUERY_NAMES.has(name.toLowerCase()) ? name : 'a parameter',
      });
    }
  }
}
