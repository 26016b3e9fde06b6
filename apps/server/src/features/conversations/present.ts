import type { ResultOf, routes } from '@ragkeep/contract';
import type { MessageRow } from './message-store.ts';
import type { ConversationRow } from './store.ts';

export type Conversation = ResultOf<typeof routes.getConversation>;
export type Message = ResultOf<typeof routes.listMessages>['data'][number];

export const presentConversation = (row: ConversationRow): Conversation => ({
  id: row.id,
  project_id: row.project_id,
  agent_id: row.agent_id,
  user_id: row.user_id,
  embed_id: row.embed_id,
  title: row.title,
  metadata: row.metadata as Conversation['metadata'],
  message_count: row.message_count,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

export function presentMessage(row: MessageRow): Message {
  const { citations = null, mode = null, refused = null } = (row.answer ?? {}) as Partial<Message>;
  return {
    id: row.id,
    role: row.role as Message['role'],
    content: row.content,
    citations,
    mode,
    refused,
    metadata: row.metadata as Message['metadata'],
    created_at: row.created_at.toISOString(),
  };
}
