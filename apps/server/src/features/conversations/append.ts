import { routes } from '@ragkeep/contract';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { insertMessages, type MessageRow } from './message-store.ts';
import * as store from './store.ts';
import { titleOf } from './title.ts';

/** A conversation that is to come about with its first messages. */
export interface NewConversation {
  id: string;
  project_id: string | null;
  agent_id: string | null;
  user_id: string | null;
  /** The widget and its visitor, where it began in one. */
  embed_id?: string;
  visitor_id?: string;
  title?: string | undefined;
  metadata?: object;
}

export interface NewMessage {
  role: 'user' | 'assistant' | 'system';
  content: string;
  /** What an answer came with, as the API gives it: citations, mode, refused … */
  answer?: object | null;
  metadata?: object;
}

/**
 * Adds messages to a conversation, all or none; to one that is new, together with it. Their ordinals follow on, without gaps,
 * whoever else adds at the same time. A conversation without a title takes one from the user's first words.
 *
 * @param conversation an existing one's id: whether the caller may add to it is decided before
 * @throws ApiError `conversation_full`; `not_found` when it, or what a new one belongs to, was deleted meanwhile
 */
export async function append(
  { db, clock }: { db: Db; clock: Clock },
  tenantId: string,
  conversation: string | NewConversation,
  messages: readonly NewMessage[],
): Promise<{ conversation: store.ConversationRow; messages: MessageRow[] }> {
  const now = clock.now();
  const work = db.transaction().execute(async (tx) => {
    const id = typeof conversation === 'string' ? conversation : conversation.id;
    if (typeof conversation !== 'string') {
      const made = await store.insertConversation(tx, newRow(tenantId, conversation, now));
      if (messages.length === 0) return { conversation: made, messages: [] };
    }
    const first = messages.find(({ role }) => role === 'user');
    const title = first ? titleOf(storable(first.content)) : null;
    const limit = routes.MESSAGES_PER_CONVERSATION;
    const counted = await store.reserveMessages(tx, tenantId, id, messages.length, { title, limit, now });
    if (!counted) {
      const isThere = await store.findConversation(tx, { tenantId, projectIds: null, agentIds: null }, id);
      throw isThere ? new ApiError('conversation_full', { limit }) : notFound('conversation');
    }
    const before = counted.message_count - messages.length;
    const rows = messages.map(({ role, content, answer, metadata = {} }, index) => ({
      tenant_id: tenantId,
      conversation_id: id,
      ordinal: before + index + 1,
      id: uuidv7(),
      role,
      content: storable(content),
      answer: answer ? JSON.stringify(answer, withStorableTexts) : null,
      metadata: JSON.stringify(metadata),
      created_at: now,
    }));
    return { conversation: counted, messages: await insertMessages(tx, rows) };
  });
  return work.catch((error: unknown) => {
    if ((error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION) throw notFound('conversation');
    throw error;
  });
}

/** PostgreSQL's SQLSTATE: its project or its user was deleted. */
const FOREIGN_KEY_VIOLATION = '23503';

const newRow = (tenantId: string, { title = '', metadata = {}, ...rest }: NewConversation, now: Date) => ({
  ...rest,
  tenant_id: tenantId,
  title: title || null,
  metadata: JSON.stringify(metadata),
  created_at: now,
  updated_at: now,
});

/** PostgreSQL keeps neither NUL nor half of a surrogate pair, which a language model may still write. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
const withStorableTexts = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? storable(value) : value;
