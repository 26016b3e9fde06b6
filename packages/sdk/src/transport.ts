import { bodyOf, queryText } from './body.ts';
import { errorOf, RagkeepError } from './errors.ts';
import type { Call, CallOptions, ClientOptions } from './options.ts';
import { pause as defaultPause, waitBeforeRetry } from './retry.ts';
import { limitSilence, watched } from './silence.ts';
import { type OutgoingRequest, send } from './upload.ts';

const API_BASE = '/api/v1';
const DEFAULT_RETRIES = 2;
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Sends requests, with the credential, and again where that is safe and helps.
 *
 * @returns the answer, which is a good one
 * @throws RagkeepError, ConnectionError, or the signal's reason
 */
export type Transport = (call: Call, options?: CallOptions) => Promise<Response>;

/** @param pause how to wait for so many seconds */
export function createTransport(client: ClientOptions, pause = defaultPause): Transport {
  const base = new URL(client.baseUrl ?? originOfPage());
  const root = base.href.replace(/\/+$/, '') + API_BASE;

  return async (call, options = {}) => {
    const url = root + call.path + queryText(call.query);
    const body = bodyOf(call.body);
    const key = call.idempotent ? (options.idempotencyKey ?? madeUpKey()) : null;
    const retries = options.retries ?? client.retries ?? DEFAULT_RETRIES;
    let refused = false;
    let renewed = false;
    for (let tries = 0; ; ) {
      const headers = await headersOf(client, call, options, { body, key, refused });
      refused = false;
      try {
        return await attempt(url, { method: call.method, headers, body }, options);
      } catch (error) {
        if (error instanceof RagkeepError && error.status === 401 && client.token && !renewed) {
          refused = true;
          renewed = true;
          continue;
        }
        const wait = tries < retries ? waitBeforeRetry(error, call, tries) : null;
        if (wait === null) throw error;
        tries += 1;
        await pause(wait, options.signal);
      }
    }
  };

  async function attempt(
    url: string,
    request: Omit<OutgoingRequest, 'signal'>,
    options: CallOptions,
  ): Promise<Response> {
    const silence = limitSilence(base.origin, options.timeout ?? client.timeout ?? DEFAULT_TIMEOUT_MS, options.signal);
    let response: Response;
    silence.begin();
    try {
      response = await send(client.fetch, url, { ...request, signal: silence.signal }, (progress) => {
        silence.begin();
        options.onUploadProgress?.(progress);
      });
    } catch (error) {
      throw silence.explain(error);
    } finally {
      silence.end();
    }
    const answer = watched(response, silence);
    if (!answer.ok) throw await errorOf(answer);
    return answer;
  }
}

async function headersOf(
  client: ClientOptions,
  call: Call,
  options: CallOptions,
  sent: { body: string | FormData | undefined; key: string | null; refused: boolean },
): Promise<Record<string, string>> {
  const token = client.token ? await client.token(sent.refused) : (client.apiKey ?? null);
  const { app } = client;
  return {
    accept: call.accept ?? 'application/json',
    ...(typeof sent.body === 'string' ? { 'content-type': 'application/json' } : {}),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(app ? { 'x-app-id': app.id, ...(app.secret ? { 'x-app-secret': app.secret } : {}) } : {}),
    ...(sent.key === null ? {} : { 'idempotency-key': sent.key }),
    ...client.headers,
    ...options.headers,
  };
}

/** Unique, and no secret: Node 18 and pages without HTTPS have no `crypto.randomUUID`. */
function madeUpKey(): string {
  const { crypto } = globalThis as { crypto?: { randomUUID?: () => string } };
  return crypto?.randomUUID?.() ?? `${Date.now()}-${Math.random()}-${Math.random()}`;
}

function originOfPage(): string {
  const { location } = globalThis as { location?: { origin: string } };
  if (!location) throw new TypeError('baseUrl is missing: where is the server?');
  return location.origin;
}
