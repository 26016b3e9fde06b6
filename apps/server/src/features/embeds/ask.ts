import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import { ApiError } from '../../platform/errors.ts';
import { rateLimitHeaders, requireUse } from '../../platform/limiter/index.ts';
import { type ConversationDeps, latestMessages } from '../conversations/index.ts';
import type { Ask, AskEvent } from '../query/index.ts';
import { sourceOf } from './answer.ts';
import { dayOf, secondsLeftOf } from './day.ts';
import { returnQuestion, takeQuestion } from './usage-store.ts';
import type { Visit, VisitorDeps } from './visitors.ts';

export interface AskDeps extends VisitorDeps {
  ask: Ask;
}

const SHOWN_MESSAGES = 100;

/**
 * Asks the widget's agent for a visitor. A question counts against the day as soon as the agent has begun with it, be it that
 * the visitor does not wait for the answer; one that cannot be answered at all does not.
 *
 * @returns the events of the answer, and whether its sources may be shown
 */
export async function askEmbed(
  deps: AskDeps,
  { embed, visitor, principal }: Visit,
  { message, conversation_id: id }: BodyOf<typeof routes.queryEmbed>,
  signal: AbortSignal,
): Promise<{ events: AsyncGenerator<AskEvent, void>; showsSources: boolean }> {
  const limit = { points: embed.rate_limit_per_minute, windowSeconds: 60 };
  await requireUse(deps.limiter, 'address', `embed:${embed.id}:address:${principal.address}`, limit);
  await requireUse(deps.limiter, 'visitor', `embed:${embed.id}:visitor:${visitor.id}`, limit);
  const now = deps.clock.now();
  const day = dayOf(now);
  if (!(await takeQuestion(deps.db, embed, day))) throw usedUp(embed.daily_limit, secondsLeftOf(now));
  const showsSources = embed.show_citations;
  const question = {
    message,
    conversation: { kind: 'kept' as const, id: id ?? null },
    citationStyle: showsSources ? ('numbers' as const) : ('none' as const),
  };
  try {
    return { events: await deps.ask(principal, embed.agent_id, question, signal), showsSources };
  } catch (error) {
    if (error instanceof ApiError) await returnQuestion(deps.db, embed, day);
    throw error;
  }
}

function usedUp(limit: number, seconds: number): ApiError {
  const state = { policy: 'day', limit, windowSeconds: 24 * 3600, allowed: false, remaining: 0, resetSeconds: seconds };
  return new ApiError(
    'daily_limit_reached',
    { limit, retry_after_seconds: seconds },
    { headers: rateLimitHeaders(state) },
  );
}

/** What was said so far, for whoever comes back to the page. */
export async function getConversation(
  deps: Pick<ConversationDeps, 'db'>,
  { embed, principal }: Visit,
  id: string,
): Promise<ResultOf<typeof routes.getVisitorConversation>> {
  const messages = await latestMessages(deps, principal, id, SHOWN_MESSAGES);
  return {
    id,
    messages: messages.flatMap(({ id, role, content, citations }) => {
      if (role === 'system') return [];
      return [{ id, role, content, citations: embed.show_citations ? (citations ?? []).map(sourceOf) : [] }];
    }),
  };
}
