import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { resolveUser } from '../users/index.ts';
import { append, type NewConversation, type NewMessage } from './append.ts';
import { lastTurns } from './message-store.ts';
import { requireConversation } from './service.ts';
import type { ConversationRow } from './store.ts';

/** How much of what was said before is given to an answer. */
const TURNS = 40;

export interface OpenConversation {
  /** For `appendMessages`: an id, or what is to be inserted, so that a question that got no answer leaves nothing behind. */
  conversation: string | NewConversation;
  userId: string | null;
  /** Oldest first. */
  history: { role: 'user' | 'assistant'; content: string }[];
}

/**
 * The conversation in which an agent is asked, or without an `id` a new one. One that was made without an agent is open to any of
 * its project; one of another agent or user is not found.
 *
 * @param asked `user`: an id or external id; in an existing conversation it need not be given
 * @throws ApiError `not_found`
 */
export async function openConversation(
  deps: { db: Db; clock: Clock },
  principal: Principal,
  { id, agent, user }: { id: string | null; agent: { id: string; project_id: string }; user?: string },
): Promise<OpenConversation> {
  const who = await resolveUser(deps, principal, user, { create: id === null });
  if (id === null) {
    const userId = who?.id ?? null;
    const { visitorId } = principal;
    const at = visitorId === undefined ? {} : { embed_id: principal.id, visitor_id: visitorId };
    const conversation = { id: uuidv7(), project_id: agent.project_id, agent_id: agent.id, user_id: userId, ...at };
    return { conversation, userId, history: [] };
  }
  const row = await requireConversation(deps, principal, { id });
  if (!answersIn(agent, row) || (who && who.id !== row.user_id)) throw notFound('conversation');
  const turns = await lastTurns(deps.db, principal.tenantId, id, TURNS);
  const history = turns.map(({ role, content }) => ({ role: role as 'user' | 'assistant', content }));
  return { conversation: id, userId: row.user_id, history };
}

/**
 * Adds what was asked and answered. See {@link append}.
 *
 * @returns the conversation's id, and the messages' in their order
 */
export async function appendMessages(
  deps: { db: Db; clock: Clock },
  tenantId: string,
  conversation: string | NewConversation,
  messages: readonly NewMessage[],
): Promise<{ conversationId: string; ids: string[] }> {
  const added = await append(deps, tenantId, conversation, messages);
  return { conversationId: added.conversation.id, ids: added.messages.map(({ id }) => id) };
}

const answersIn = (agent: { id: string; project_id: string }, row: ConversationRow): boolean =>
  row.agent_id === agent.id ||
  (row.agent_id === null && (row.project_id === null || row.project_id === agent.project_id));
