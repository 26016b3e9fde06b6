import { collectCalls, type Llm, LlmError, withoutThinking } from '../../../platform/llm/index.ts';
import { refuse } from '../refuse.ts';
import { footnotes } from '../styles.ts';
import type { Answer, AnswerEvent, AnswerRequest } from '../types.ts';
import type { Budgets } from './budgets.ts';
import { buildPrompt } from './prompt.ts';
import { readJson, readProse } from './reading.ts';
import { wantsJson } from './rules.ts';

/**
 * Answers with the model, token by token. With nothing to answer from nothing is sent and the answer is the agent's
 * refusal. A text without any valid citation is passed on as it is, with an empty `citations`: the caller can see that
 * nothing backs it. Throws {@link LlmError}, or the signal's reason once that is aborted.
 */
export async function* generate(
  { llm, budgets }: { llm: Llm; budgets: Budgets },
  request: AnswerRequest,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  signal?.throwIfAborted();
  if (!hasMaterial(request)) {
    yield* refuse(request, 'generated');
    return;
  }
  const { messages, sources } = buildPrompt(request, budgets);
  const { model, temperature, citationStyle, refusal } = request.agent;
  const thinking = withoutThinking();
  const reading = wantsJson(request) ? readJson(sources) : readProse(sources, citationStyle !== 'none');
  const calls = collectCalls();
  let answer = '';
  let received = 0;
  let usage: Answer['usage'] = null;
  let finish: Answer['finish'] = 'stop';
  const told = function* (text: string): Generator<AnswerEvent, void> {
    answer += text;
    if (text !== '') yield { type: 'token', text };
    for (const citation of reading.fresh()) yield { type: 'citation', citation };
  };

  const options = { ...(temperature !== null && { temperature }), ...request.options };
  for await (const delta of llm.stream({ model, messages, options }, signal)) {
    usage = delta.usage ?? usage;
    if (delta.finish === 'length') finish = 'length';
    calls.add(delta.toolCalls);
    received += delta.toolCalls.reduce((sum, call) => sum + (call.function?.arguments?.length ?? 0), delta.text.length);
    if (received > budgets.answerCharacters) {
      throw new LlmError('llm_bad_answer', 'The language model did not come to an end. Ask more narrowly.');
    }
    yield* told(reading.push(thinking.push(delta.text)));
  }
  yield* told(reading.push(thinking.end()) + reading.end());

  const toolCalls = calls.all();
  if (finish === 'stop' && toolCalls.length > 0) finish = 'tool_calls';
  requireAnswer(request, answer, toolCalls, finish);
  const citations = reading.citations();
  const refused = citations.length === 0 && toolCalls.length === 0 && saysRefusal(reading.words(), refusal);
  if (citationStyle === 'footnotes' && !wantsJson(request)) yield* told(footnotes(citations));
  yield { type: 'done', answer: { answer, citations, mode: 'generated', refused, usage, finish, toolCalls } };
}

/** Without passages there still may be what was remembered or looked up, or functions of the caller's to look it up. */
function hasMaterial({ passages, memory, toolResults, after, options }: AnswerRequest): boolean {
  const given = [passages, toolResults ?? [], after ?? [], options?.tools ?? []];
  return given.some((list) => list.length > 0) || Boolean(memory?.trim());
}

/** A text or calls of the caller's functions; nothing only when the caller's limit left no room (for a model that thinks first). */
function requireAnswer(
  { options }: AnswerRequest,
  answer: string,
  toolCalls: Answer['toolCalls'],
  finish: Answer['finish'],
): void {
  if (toolCalls.length > 0 && (options?.tools ?? []).length === 0) {
    throw new LlmError('llm_bad_answer', 'The language model called a function that it was not given.');
  }
  const limited = (options?.max_completion_tokens ?? options?.max_tokens ?? null) !== null;
  if (answer.trim() !== '' || toolCalls.length > 0 || (finish === 'length' && limited)) return;
  throw new LlmError('llm_bad_answer', 'The language model answered without any text.');
}

/** A refusal of fewer words than this could stand in any answer: it counts only when it is most of it. */
const TELLING_WORDS = 4;

/** Whether the model said the refusal, whatever it put around it or did to its punctuation. */
function saysRefusal(answer: string, refusal: string): boolean {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const wanted = words(refusal);
  const said = words(answer);
  if (wanted.length === 0 || !` ${said.join(' ')} `.includes(` ${wanted.join(' ')} `)) return false;
  return wanted.length >= TELLING_WORDS || wanted.length * 2 > said.length;
}
