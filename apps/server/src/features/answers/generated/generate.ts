import { cite } from '../citation.ts';
import { AnswererError } from '../errors.ts';
import { refuse } from '../refuse.ts';
import type { Answer, AnswerEvent, AnswerRequest, Citation, Passage } from '../types.ts';
import { markFilter } from './marks.ts';
import { buildPrompt } from './prompt.ts';
import { bestQuote, claims } from './quotes.ts';
import { withoutThinking } from './thinking.ts';
import { complete, type Upstream } from './upstream.ts';

/**
 * Answers with the model, token by token. Without passages nothing is sent and the answer is the agent's refusal. A text
 * without any valid citation is passed on as it is, with an empty `citations`: the caller can see that nothing backs
 * it. Throws {@link AnswererError}, or the signal's reason once that is aborted.
 */
export async function* generate(
  deps: { upstream: Upstream; model: string },
  request: AnswerRequest,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  signal?.throwIfAborted();
  if (request.passages.length === 0) {
    yield* refuse(request, 'generated');
    return;
  }
  const { limits } = deps.upstream;
  const { messages, sources } = buildPrompt(request, limits);
  const { model, temperature } = request.agent;
  const thinking = withoutThinking();
  const marks = markFilter(sources.length);
  let answer = '';
  let received = 0;
  let usage: Answer['usage'] = null;

  for await (const delta of complete(deps.upstream, { model: model ?? deps.model, messages, temperature }, signal)) {
    usage = delta.usage ?? usage;
    received += delta.text.length;
    if (received > limits.answerCharacters) {
      throw new AnswererError('llm_bad_answer', 'The language model did not come to an end. Ask more narrowly.');
    }
    const text = marks.push(thinking.push(delta.text));
    if (text === '') continue;
    answer += text;
    yield { type: 'token', text };
  }
  const rest = marks.push(thinking.end()) + marks.end();
  if (rest !== '') {
    answer += rest;
    yield { type: 'token', text: rest };
  }
  if (answer === '') throw new AnswererError('llm_bad_answer', 'The language model answered without any text.');

  const refused = marks.cited.length === 0 && saysRefusal(answer, request.agent.refusal);
  yield {
    type: 'done',
    answer: { answer, citations: citations(answer, marks.cited, sources), mode: 'generated', refused, usage },
  };
}

function citations(answer: string, cited: number[], sources: Passage[]): Citation[] {
  return cited.flatMap((source, i) => {
    const passage = sources[source - 1];
    if (passage === undefined) return [];
    const quote = bestQuote(passage, claims(answer, i + 1));
    return [cite(i + 1, passage, quote.start, quote.end)];
  });
}

/** Whether the model said the refusal, whatever it put around it or did to its punctuation. */
function saysRefusal(answer: string, refusal: string): boolean {
  const bare = (text: string) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
  const wanted = bare(refusal);
  return wanted !== '' && bare(answer).includes(wanted);
}
