import { extract } from './extractive/extract.ts';
import { LIMITS, type Limits } from './generated/limits.ts';
import type { Endpoint } from './generated/upstream.ts';
import type { Answer, AnswerEvent, AnswerRequest, Encode } from './types.ts';

export { AnswererError, type AnswererErrorCode } from './errors.ts';
export type { Answer, AnswerEvent, AnswerRequest, Citation, Encode, Passage, Turn } from './types.ts';

/** Turns retrieved passages into a cited answer. */
export interface Answerer {
  readonly mode: Answer['mode'];
  /** The whole answer. Throws as {@link Answerer.stream} does. */
  answer(request: AnswerRequest, signal?: AbortSignal): Promise<Answer>;
  /**
   * The answer as it comes about; the last event is `done`. Throws {@link AnswererError} when the model fails, and the
   * signal's reason once that is aborted. Stopping to read cancels the model's work.
   */
  stream(request: AnswerRequest, signal?: AbortSignal): AsyncGenerator<AnswerEvent, void>;
}

export interface AnswererOptions {
  /** An OpenAI-compatible chat endpoint; null: answers are extractive. */
  llm: Endpoint | null;
  /** The packaged sentence encoder: the extractive thresholds are measured with its cosines. Null: words alone decide. */
  encode: Encode | null;
  /** Departures from the default time-outs and budgets. */
  limits?: Partial<Limits>;
}

/** Builds the answerer. The client of a model and the tokenizer (0.2 s, 100 MB) are loaded with the first question. */
export function createAnswerer({ llm, encode, limits }: AnswererOptions): Answerer {
  const stream = llm === null ? extractive(encode) : generated(llm, { ...LIMITS, ...limits });
  return {
    mode: llm === null ? 'extractive' : 'generated',
    stream,
    async answer(request, signal) {
      for await (const event of stream(request, signal)) if (event.type === 'done') return event.answer;
      throw new Error('The answer ended without its last event.');
    },
  };
}

function extractive(encode: Encode | null): Answerer['stream'] {
  return (request, signal) => extract({ encode }, request, signal);
}

function generated(llm: Endpoint, limits: Limits): Answerer['stream'] {
  const loading = once(async () => {
    const [{ generate }, { connect }] = await Promise.all([
      import('./generated/generate.ts'),
      import('./generated/upstream.ts'),
    ]);
    return { generate, upstream: connect(llm, limits) };
  });
  return async function* (request, signal) {
    const { generate, upstream } = await loading();
    yield* generate({ upstream, model: llm.model }, request, signal);
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
