import { STATUS_CODES } from 'node:http';
import type { Clock } from '../../platform/clock.ts';
import { type HeadersFor, type SafeFetch, SafeFetchError } from '../../platform/safe-fetch/index.ts';
import { signedHeaders } from './signing.ts';

export interface SendDeps {
  fetch: SafeFetch;
  clock: Clock;
}

export interface Message {
  url: string;
  id: string;
  body: string;
  /** Each signs it. */
  secrets: readonly string[];
  /** Of its credential. */
  headersFor?: HeadersFor | undefined;
}

/** What became of one attempt. `status` is null when there was no answer. */
export type Outcome =
  | { kind: 'delivered'; status: number }
  /** 410: the receiver wants no more. */
  | { kind: 'gone'; status: number; error: string }
  | { kind: 'failed'; status: number | null; error: string };

const TIMEOUT_MS = 15_000;
/** What a receiver says is read and dropped. One that says more than this has not understood what it is sent. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Sends a message once. Every failure of the receiver is an outcome.
 *
 * @throws the signal's reason when aborted
 */
export async function send(
  { fetch, clock }: SendDeps,
  message: Message,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Outcome> {
  const headers = {
    'content-type': 'application/json',
    ...signedHeaders(message, message.secrets, clock.now()),
  };
  try {
    const { status } = await fetch(message.url, {
      method: 'POST',
      headers,
      ...(message.headersFor ? { headersFor: message.headersFor } : {}),
      body: message.body,
      maxBytes: MAX_ANSWER_BYTES,
      acceptAnyStatus: true,
      maxRedirects: 0,
      timeoutMs,
      signal,
    });
    return judge(status);
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { kind: 'failed', status: null, error: reasonOf(error, timeoutMs) };
  }
}

function reasonOf({ code, message }: SafeFetchError, timeoutMs: number): string {
  if (code === 'timeout') return `The receiver took longer than ${timeoutMs / 1000} s.`;
  if (code === 'too_large') return `The receiver answered with more than ${MAX_ANSWER_BYTES / 1024} KB.`;
  return message;
}

function judge(status: number): Outcome {
  if (status >= 200 && status <= 299) return { kind: 'delivered', status };
  const answered = `The receiver answered ${`${status} ${STATUS_CODES[status] ?? ''}`.trim()}`;
  if (status === 410) return { kind: 'gone', status, error: `${answered}, so the webhook was turned off.` };
  const isRedirect = status >= 300 && status <= 399;
  return { kind: 'failed', status, error: isRedirect ? `${answered}; redirects are not followed.` : `${answered}.` };
}
