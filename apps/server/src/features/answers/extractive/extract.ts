import { cite } from '../citation.ts';
import { refuse } from '../refuse.ts';
import type { AnswerEvent, AnswerRequest, Citation, Encode } from '../types.ts';
import { candidates } from './candidates.ts';
import { readQuestion } from './question.ts';
import { supported } from './refusal.ts';
import { render } from './render.ts';
import { score } from './score.ts';
import { select } from './select.ts';
import { rankByMeaning } from './similarity.ts';
import { weigh } from './weights.ts';

/**
 * Answers without a model: the sentences, rows and lists of the passages that answer best, each followed by its `[n]`, as
 * one token event each. Refuses in the agent's words when the best of them is too weak.
 *
 * @param encode sentence encoder whose cosines the thresholds were measured with (the packaged one), or null
 */
export async function* extract(
  deps: { encode: Encode | null },
  request: AnswerRequest,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  const question = readQuestion(request.question, request.history);
  const found = candidates(request.passages, question);
  const stems = new Map(found.map((candidate) => [candidate.passage, candidate.passageStems]));
  const weighted = weigh(question, [...stems.values()]);
  const bestPassage = Math.max(0, ...request.passages.map((passage) => passage.score));
  const byWords = found
    .map((candidate) => score(candidate, question, weighted, bestPassage))
    .sort((a, b) => b.score - a.score);
  const ranked = question.terms.length === 0 ? [] : await rankByMeaning(byWords, question, deps.encode);
  signal?.throwIfAborted();

  const selected = select(supported(ranked, question), question);
  if (selected.length === 0) {
    yield* refuse(request, 'extractive');
    return;
  }
  const citations: Citation[] = [];
  let answer = '';
  let brokeLine = false;
  for (const chosen of selected) {
    const piece = render(chosen, question, selected);
    const citation = cite(citations.length + 1, chosen.passage, piece.quote.start, piece.quote.end);
    const separator = answer === '' ? '' : brokeLine || piece.ownLine ? '\n' : ' ';
    const text = `${separator}${piece.text} [${citation.n}]`;
    brokeLine = piece.ownLine;
    citations.push(citation);
    answer += text;
    yield { type: 'token', text };
  }
  yield { type: 'done', answer: { answer, citations, mode: 'extractive', refused: false, usage: null } };
}
