import { type BodyOf, routes } from '@ragkeep/contract';
import { requireScope } from '../../access/principal.ts';
import type { Router } from '../../access/route.ts';
import type { SearchDeps } from './deps.ts';
import { searchProject } from './search.ts';
import { answerStream } from './stream.ts';
import type { AnswerResult, Ask, AskEvent, Question } from './types.ts';

export { createAsk } from './ask.ts';
export type { AskDeps, SearchDeps } from './deps.ts';
export { searchProject } from './search.ts';
export { answerStream } from './stream.ts';
export type { Answered, AnswerResult, Ask, AskEvent, CitationResult, Question } from './types.ts';

export function registerQuery(router: Router, deps: SearchDeps & { ask: Ask }): void {
  router.handle(routes.search, ({ principal, params, body, signal }) =>
    searchProject(deps, principal, params.project, body, signal),
  );
  router.handle(routes.queryAgent, async ({ principal, params, body, request, signal }) => {
    // Who may only ask gets what was published, and not what somebody tries out or took back.
    if (body.version !== undefined) requireScope(principal, ['agents:read']);
    const events = await deps.ask(principal, params.id, toQuestion(body), signal);
    const streams = body.stream || prefersEvents(request.headers.accept);
    return streams ? answerStream(events, request) : wholeAnswer(events);
  });
}

const toQuestion = (body: BodyOf<typeof routes.queryAgent>): Question => ({
  message: body.message,
  filter: body.filter,
  user: body.user_id,
  conversation: { kind: 'kept', id: body.conversation_id ?? null, store: body.store },
  version: body.version,
  citationStyle: body.citation_style,
});

/** Who takes JSON as well gets the one that needs no reading on. */
const prefersEvents = (accept = '') => /text\/event-stream/i.test(accept) && !/application\/json/i.test(accept);

/** Reads the events to their end. */
export async function wholeAnswer(events: AsyncGenerator<AskEvent, void>): Promise<AnswerResult> {
  for await (const each of events) if (each.type === 'done') return each.result;
  throw new Error('The answer ended without its last event.');
}
