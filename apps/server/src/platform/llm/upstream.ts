import OpenAI, { APIError, type ClientOptions } from 'openai';
import { Agent } from 'undici';
import { type Clock, pause, startClock } from './clock.ts';
import { LlmError } from './errors.ts';
import { asLlmError } from './failures.ts';
import type { Limits } from './limits.ts';
import type { CompletionRequest, Delta, Endpoint, FinishReason, Usage } from './types.ts';

export interface Upstream {
  client: OpenAI;
  /** The model that is asked unless a request names another. */
  model: string;
  limits: Limits;
  /** Never to appear in an error; null: nothing of the endpoint's words may. */
  secrets: string[] | null;
}

/** Prepares calls to an endpoint. Nothing is sent yet; nothing is read from the environment's `OPENAI_*`. */
export function connect(endpoint: Endpoint, limits: Limits): Upstream {
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    // Its own retries cannot be aborted while they wait, and wait as long as the endpoint says.
    maxRetries: 0,
    timeout: limits.totalMs,
    logLevel: 'off',
    ...(endpoint.apiKey === null && { defaultHeaders: { Authorization: null } }),
    ...(endpoint.fetch ? { fetch: endpoint.fetch } : { fetchOptions: directly(limits) }),
  });
  const url = new URL(endpoint.baseUrl);
  return {
    client,
    model: endpoint.model,
    limits,
    secrets: endpoint.fetch ? null : [endpoint.apiKey ?? '', endpoint.baseUrl, url.host, url.hostname],
  };
}

function directly({ connectMs }: Limits): NonNullable<ClientOptions['fetchOptions']> {
  // The same class as the one Node's fetch brings, under another package's types.
  const dispatcher = new Agent({ connect: { timeout: connectMs } }) as unknown as NonNullable<
    RequestInit['dispatcher']
  >;
  // A redirect would carry the conversation to a host nobody configured.
  return { dispatcher, redirect: 'manual' };
}

/**
 * The model's answer, piece by piece. What fails before the first piece is tried again, with full jitter, unless it cannot
 * get better. Throws {@link LlmError}, or the signal's reason once that is aborted; either way, and when the
 * consumer stops reading, the request is cancelled upstream.
 */
export async function* complete(
  upstream: Upstream,
  request: CompletionRequest,
  signal?: AbortSignal,
): AsyncGenerator<Delta, void> {
  const { limits } = upstream;
  const clock = startClock(limits.totalMs, signal);
  try {
    yield* attempts(upstream, request, clock, signal);
  } finally {
    clock.stop();
  }
}

async function* attempts(
  upstream: Upstream,
  request: CompletionRequest,
  clock: Clock,
  signal: AbortSignal | undefined,
): AsyncGenerator<Delta, void> {
  const { limits } = upstream;
  let countUsage = true;
  for (let attempt = 1; ; attempt += 1) {
    let began = false;
    try {
      clock.allow(limits.firstTokenMs);
      for await (const delta of once(upstream, request, countUsage, clock.signal)) {
        clock.allow(limits.idleMs);
        began ||= delta.text !== '' || delta.toolCalls.length > 0;
        yield delta;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = asLlmError(clock.signal.aborted ? clock.signal.reason : error, upstream.secrets);
      if (countUsage && rejectsUsage(error)) {
        countUsage = false;
        continue;
      }
      const wait = waitBefore(error, attempt, limits);
      if (began || failure.code !== 'llm_unavailable' || attempt >= limits.attempts || wait === null) throw failure;
      clock.allow(limits.totalMs);
      await pause(wait, clock.signal).catch((reason: unknown) => {
        signal?.throwIfAborted();
        throw asLlmError(reason, upstream.secrets);
      });
    }
  }
}

/** One request. An end without a `finish_reason` is a connection cut where the transport could not notice. */
async function* once(
  upstream: Upstream,
  request: CompletionRequest,
  countUsage: boolean,
  signal: AbortSignal,
): AsyncGenerator<Delta, void> {
  const stream = await upstream.client.chat.completions.create(
    {
      ...request.options,
      model: request.model ?? upstream.model,
      messages: request.messages,
      stream: true,
      ...(countUsage && { stream_options: { include_usage: true } }),
    },
    { signal },
  );
  let chunks = 0;
  let finish: FinishReason | null = null;
  for await (const chunk of stream) {
    chunks += 1;
    const choice = chunk?.choices?.[0];
    const text = choice?.delta?.content;
    finish = choice?.finish_reason ?? finish;
    yield {
      text: typeof text === 'string' ? text : '',
      toolCalls: choice?.delta?.tool_calls ?? [],
      finish: choice?.finish_reason ?? null,
      usage: usageOf(chunk?.usage),
    };
  }
  // The library ends the loop silently when the request is aborted.
  signal.throwIfAborted();
  if (chunks === 0) throw new LlmError('llm_bad_answer', 'The language model did not answer with a stream of text.');
  if (finish === null) {
    throw new LlmError('llm_unavailable', 'The language model broke off its answer. Try again in a moment.');
  }
  if (finish === 'content_filter') {
    throw new LlmError('llm_rejected', 'The language model’s content filter stopped the answer.');
  }
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined): Usage | null {
  if (!Number.isInteger(usage?.prompt_tokens) || !Number.isInteger(usage?.completion_tokens)) return null;
  return { prompt_tokens: usage?.prompt_tokens ?? 0, completion_tokens: usage?.completion_tokens ?? 0 };
}

/** Some compatible endpoints refuse parameters they do not know; counting is the one we can do without. */
function rejectsUsage(error: unknown): boolean {
  return (
    error instanceof APIError &&
    (error.status === 400 || error.status === 422) &&
    /stream_options|include_usage/.test(error.message)
  );
}

/** Milliseconds until the next attempt; null when the endpoint asks for more patience than we have. */
function waitBefore(error: unknown, attempt: number, limits: Limits): number | null {
  const header = error instanceof APIError ? error.headers?.get('retry-after') : null;
  const asked = header ? (/^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()) : 0;
  if (asked > limits.retryAfterMs) return null;
  return Math.max(0, asked || 0) + Math.random() * limits.backoffMs * 2 ** (attempt - 1);
}
