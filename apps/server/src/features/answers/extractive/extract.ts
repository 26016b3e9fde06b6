import { cite } from '../citation.ts';
import { withContext } from '../follow-ups/heuristic.ts';
import { refuse } from '../refuse.ts';
import { footnotes } from '../styles.ts';
import type { AnswerEvent, AnswerRequest, Citation, Encode } from '../types.ts';
import { candidates } from './candidates.ts';
import { limitOf } from './limit.ts';
import { type Question, readQuestion } from './question.ts';
import { supported } from './refusal.ts';
import { render } from './render.ts';
import { type Scored, score } from './score.ts';
import { select } from './select.ts';
import { rankByMeaning } from './similarity.ts';
import { weigh } from './weights.ts';

/**
 * Answers without a model: the sentences, rows and lists of the passages that answer best, each followed by its `[n]`, as
 * one token event each. Refuses in the agent's words when the best of them is too weak. What is remembered and what tools
 * answered is not quoted: only documents prove. Of the options `stop` and the limit of tokens hold.
 *
 * @param encode sentence encoder whose cosines the thresholds were measured with (the packaged one), or null
 */
export async function* extract(
  deps: { encode: Encode | null },
  request: AnswerRequest,
  signal?: AbortSignal,
): AsyncGenerator<AnswerEvent, void> {
  const question = readQuestion(withContext(request.question, request.history ?? []));
  const selected = await find(deps.encode, request, question);
  signal?.throwIfAborted();
  if (selected.length === 0) {
    yield* refuse(request, 'extractive');
    return;
  }
  const { citationStyle } = request.agent;
  const pieces = say(selected, question, citationStyle !== 'none');
  const whole = pieces.map((piece) => piece.text).join('');
  const { end, finish } = await limitOf(whole, request.options);
  signal?.throwIfAborted();

  const citations: Citation[] = [];
  let answer = '';
  const token = (text: string): AnswerEvent => {
    answer += text;
    return { type: 'token', text };
  };
  for (const { text, citation } of pieces) {
    const shown = text.slice(0, end - answer.length);
    if (shown !== '') yield token(shown);
    if (shown.trim() === '') break;
    citations.push(citation);
    yield { type: 'citation', citation };
  }
  if (citationStyle === 'footnotes' && citations.length > 0) yield token(footnotes(citations));
  const rest = { mode: 'extractive' as const, refused: false, usage: null, finish, toolCalls: [] };
  yield { type: 'done', answer: { answer, citations, ...rest } };
}

/** The units that answer, in the order in which they are said; none when the answer is not there. */
async function find(encode: Encode | null, { passages }: AnswerRequest, question: Question): Promise<Scored[]> {
  const found = candidates(passages, question);
  const stems = new Map(found.map((candidate) => [candidate.passage, candidate.passageStems]));
  const weighted = weigh(question, [...stems.values()]);
  const bestPassage = Math.max(0, ...passages.map((passage) => passage.score));
  const byWords = found
    .map((candidate) => score(candidate, question, weighted, bestPassage))
    .sort((a, b) => b.score - a.score);
  const ranked = question.terms.length === 0 ? [] : await rankByMeaning(byWords, question, encode);
  return select(supported(ranked, question), question);
}

/** The words for each unit, with what separates it from the one before. */
function say(selected: Scored[], question: Question, marked: boolean): { text: string; citation: Citation }[] {
  let brokeLine = false;
  return selected.map((chosen, i) => {
    const piece = render(chosen, question, selected);
    const separator = i === 0 ? '' : brokeLine || piece.ownLine ? '\n' : ' ';
    brokeLine = piece.ownLine;
    return {
      text: `${separator}${piece.text}${marked ? ` [${i + 1}]` : ''}`,
      citation: cite(i + 1, chosen.passage, piece.quote.start, piece.quote.end),
    };
  });
}
