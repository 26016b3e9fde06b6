import { gather } from './gather.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Completion, CompletionRequest, Delta, Endpoint } from './types.ts';

export { LlmError, type LlmErrorCode } from './errors.ts';
export { guardedFetch } from './guarded-fetch.ts';
export type { Limits } from './limits.ts';
export { withoutThinking } from './thinking.ts';
export { collectCalls } from './tool-calls.ts';
export type {
  Completion,
  CompletionRequest,
  Delta,
  Endpoint,
  FinishReason,
  Message,
  Options,
  ToolCallDelta,
  Usage,
} from './types.ts';

/** A language model behind an OpenAI-compatible endpoint. */
export interface Llm {
  /** The configured model's name. */
  readonly model: string;
  /**
   * The answer, piece by piece. What fails before the first piece is tried again, with full jitter, unless it cannot get
   * better. Throws LlmError, or the signal's reason once that is aborted; either way, and when the consumer stops
   * reading, the request is cancelled upstream.
   */
  stream(request: CompletionRequest, signal?: AbortSignal): AsyncGenerator<Delta, void>;
  /** The whole answer, without a reasoning model's `<think>…</think>`. Throws as {@link Llm.stream} does. */
  complete(request: CompletionRequest, signal?: AbortSignal): Promise<Completion>;
}

/** Makes a client; nothing is sent yet. The library behind it (0.2 s) is loaded with the first request. */
export function createLlm(endpoint: Endpoint, limits: Partial<Limits> = {}): Llm {
  let loading: Promise<(request: CompletionRequest, signal?: AbortSignal) => AsyncGenerator<Delta, void>> | undefined;
  const load = () => {
    loading ??= import('./upstream.ts').then(({ connect, complete }) => {
      const upstream = connect(endpoint, { ...LIMITS, ...limits });
      return (request, signal) => complete(upstream, request, signal);
    });
    return loading;
  };
  const stream: Llm['stream'] = async function* (request, signal) {
    const start = await load();
    yield* start(request, signal);
  };
  return { model: endpoint.model, stream, complete: (request, signal) => gather(stream(request, signal)) };
}
