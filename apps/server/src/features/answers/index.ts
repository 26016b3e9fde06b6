import type { Llm, Message } from '../../platform/llm/index.ts';
import { extract } from './extractive/extract.ts';
import { standalone } from './follow-ups/standalone.ts';
import { BUDGETS, type Budgets } from './generated/budgets.ts';
import type { Answer, AnswerEvent, AnswerRequest, Encode } from './types.ts';

export type { Answer, AnswerEvent, AnswerRequest, Citation, CitationStyle, Encode, Passage } from './types.ts';

/** Turns retrieved passages into a cited answer. */
export interface Answerer {
  readonly mode: Answer['mode'];
  /** The whole answer. Throws as {@link Answerer.stream} does. */
  answer(request: AnswerRequest, signal?: AbortSignal): Promise<Answer>;
  /**
   * The answer as it comes about; the last event is `done`. Throws {@link LlmError} when the model fails, and the
   * signal's reason once that is aborted. Stopping to read cancels the model's work.
   */
  stream(request: AnswerRequest, signal?: AbortSignal): AsyncGenerator<AnswerEvent, void>;
  /**
   * The question as it would be put by somebody who has not heard what went before ("And in May?"): what is searched for.
   * Never throws but the signal's reason; where nothing can be made of the history it is the question itself.
   */
  standalone(
    question: string,
    history: readonly Message[],
    model: string | null,
    signal?: AbortSignal,
  ): Promise<string>;
}

export interface AnswererOptions {
  /** Null: answers are extractive. */
  llm: Llm | null;
  /** The packaged sentence encoder: the extractive thresholds are measured with its cosines. Null: words alone decide. */
  encode: Encode | null;
  /** Departures from the default budgets. */
  budgets?: Partial<Budgets>;
}

/** Builds the answerer. What a model needs (the tokenizer: 0.2 s, 100 MB) is loaded with the first question. */
export function createAnswerer({ llm, encode, budgets }: AnswererOptions): Answerer {
  const stream = llm === null ? extractive(encode) : generated(llm, { ...BUDGETS, ...budgets });
  return {
    mode: llm === null ? 'extractive' : 'generated',
    stream,
    standalone: (question, history, model, signal) => standalone(llm, question, history, model, signal),
    async answer(request, signal) {
      for await (const event of stream(request, signal)) if (event.type === 'done') return event.answer;
      throw new Error('The answer ended without its last event.');
    },
  };
}

function extractive(encode: Encode | null): Answerer['stream'] {
  return (request, signal) => extract({ encode }, request, signal);
}

function generated(llm: Llm, budgets: Budgets): Answerer['stream'] {
  return async function* (request, signal) {
    const { generate } = await import('./generated/generate.ts');
    yield* generate({ llm, budgets }, request, signal);
  };
}
