import type { ResultOf, routes } from '@ragkeep/contract';
import type { AnswerResult, AskEvent, CitationResult } from '../query/index.ts';

/** What visitors get of an answer: not the document's metadata, the tools, or what it cost. */
export type VisitorAnswer = Exclude<ResultOf<typeof routes.queryEmbed>, Response>;
type Source = VisitorAnswer['citations'][number];

export const sourceOf = ({ n, document, page, quote }: CitationResult): Source => ({
  n,
  title: document.title,
  url: document.url,
  page,
  quote,
});

export function answerOf(result: AnswerResult, showsSources: boolean): VisitorAnswer {
  const { answer, citations, conversation_id, message_id, mode, refused } = result;
  if (conversation_id === null || message_id === null) throw new Error('the answer to a visitor was not kept');
  return { answer, citations: showsSources ? citations.map(sourceOf) : [], conversation_id, message_id, mode, refused };
}

/** The same of an answer that is still being made. */
export async function* eventsOf(events: AsyncGenerator<AskEvent, void>, showsSources: boolean) {
  for await (const each of events) {
    if (each.type === 'token') yield each;
    else if (each.type === 'done') yield { type: 'done' as const, result: answerOf(each.result, showsSources) };
    else if (showsSources) yield { type: 'citation' as const, citation: sourceOf(each.citation) };
  }
}
