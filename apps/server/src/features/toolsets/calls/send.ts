import { type HeadersFor, type SafeFetch, SafeFetchError } from '../../../platform/safe-fetch/index.ts';
import { CallError } from './errors.ts';
import type { ApiRequest } from './request.ts';

/** Of an answer; what is given to the model is less. */
const MOST_BYTES = 256 * 1024;

/**
 * Sends a call and gives what was answered, as text. Redirects are not followed: an API has no reason for them, and they would
 * lead to hosts nobody named.
 *
 * @throws CallError that says nothing of where the request went; the signal's reason once that is aborted
 */
export async function send(
  fetch: SafeFetch,
  { url, ...request }: ApiRequest,
  options: { headersFor: HeadersFor; timeoutMs: number; signal: AbortSignal },
): Promise<string> {
  const answer = await fetch(url, {
    ...request,
    ...options,
    maxBytes: MOST_BYTES,
    maxRedirects: 0,
    acceptAnyStatus: true,
  }).catch((error: unknown) => {
    throw error instanceof SafeFetchError ? new CallError(REASONS[error.code] ?? UNREACHABLE) : error;
  });
  if (answer.status < 200 || answer.status > 299) throw new CallError(`HTTP ${answer.status}`);
  if (answer.body.length === 0) return '(no content)';
  return textOf(answer.body, answer.contentType ?? 'text/plain');
}

const UNREACHABLE = 'the API cannot be reached';
const REASONS: Readonly<Record<string, string>> = {
  timeout: 'the API did not answer in time',
  too_large: 'the answer is too large',
  credential_failed: 'the API’s credential does not work',
};

function textOf(body: Uint8Array, contentType: string): string {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const text = new TextDecoder().decode(body);
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(type)) return compact(text);
  if (type.startsWith('text/')) return text;
  throw new CallError('the answer is neither JSON nor text');
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    throw new CallError('the answer is not the JSON that it says it is');
  }
}
