import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { API_BASE } from '@ragkeep/contract';
import { ClientError } from './errors.ts';

/** A server, spoken to over HTTP with a key, as any client does. */
export interface Server {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

/** Answers that say to come back later are followed so often. */
const MOST_TRIES = 6;
const LONGEST_WAIT_SECONDS = 60;
const TIMEOUT_MS = 60_000;

/**
 * @param url where the server is reached; a path in it stays
 * @param key sent to this server only: redirects are not followed
 */
export function createServer(url: string, key: string): Server {
  const base = url.replace(/\/+$/, '') + API_BASE;

  async function send<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}),
    };
    for (let tries = 1; ; tries++) {
      const request = {
        method,
        headers,
        body: body ? JSON.stringify(body) : null,
        redirect: 'manual' as const,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      };
      const response = await fetch(base + path, request).catch((error: unknown) => {
        throw new ClientError(`No server answers at ${url}: ${reasonOf(error)}`);
      });
      if (response.ok) return (await response.json()) as T;
      const isBusy = response.status === 429 || response.status === 503;
      if (!isBusy || tries === MOST_TRIES) throw await complaint(url, response);
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after')) || tries;
      await delay(Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000);
    }
  }

  return { get: (path) => send('GET', path), post: (path, body) => send('POST', path, body) };
}

const reasonOf = (error: unknown) => {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return cause?.code ?? message;
};

async function complaint(url: string, response: Response): Promise<ClientError> {
  const { status } = response;
  if (status === 401) return new ClientError(`${url} does not accept the key in RAGKEEP_KEY.`);
  if (status >= 300 && status < 400) {
    return new ClientError(`${url} sends elsewhere (${status}); give the address of the server itself.`);
  }
  const { message, code } = (await response.json().catch(() => ({}))) as { message?: unknown; code?: unknown };
  return typeof message === 'string' && typeof code === 'string'
    ? new ClientError(message, code)
    : new ClientError(`${url} answered ${status}, and not as Ragkeep does.`);
}
