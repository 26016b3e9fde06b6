import { type Llm, LlmError, type Message } from '../../../platform/llm/index.ts';
import { parseFacts } from './parse.ts';
import type { Extracted } from './types.ts';

/** Enough for the facts of a batch; a model that repeats itself is stopped here. */
const ANSWER_TOKENS = 4_000;

const AGAIN: Message = {
  role: 'user',
  content: 'That was not the JSON object asked for. Answer with it and nothing else.',
};

/**
 * Asks the model for facts in JSON mode, and once more when its answer cannot be read, or without that mode where the endpoint
 * does not have it.
 *
 * @returns null when neither answer could be read
 * @throws LlmError, or the signal's reason
 */
export async function askForFacts(llm: Llm, messages: Message[], signal: AbortSignal): Promise<Extracted[] | null> {
  const options = { temperature: 0, max_tokens: ANSWER_TOKENS };
  const inJson = { ...options, response_format: { type: 'json_object' } as const };
  let first: string;
  try {
    first = (await llm.complete({ messages, options: inJson }, signal)).text;
  } catch (error) {
    if (!(error instanceof LlmError) || error.code !== 'llm_rejected') throw error;
    return parseFacts((await llm.complete({ messages }, signal)).text);
  }
  const facts = parseFacts(first);
  if (facts !== null) return facts;
  const retry: Message[] = [...messages, { role: 'assistant', content: first }, AGAIN];
  return parseFacts((await llm.complete({ messages: retry, options: inJson }, signal)).text);
}
