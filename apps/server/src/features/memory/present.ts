import type { ResultOf, routes } from '@ragkeep/contract';
import type { MemoryRow, SourceRow } from './store.ts';

type Memory = ResultOf<typeof routes.getMemory>;

/** A memory as the API shows it. */
export const present = (row: MemoryRow, sources: readonly SourceRow[] = []): Memory => ({
  id: row.id,
  user_id: row.user_id,
  project_id: row.project_id,
  agent_id: row.agent_id,
  conversation_id: row.conversation_id,
  kind: row.kind as Memory['kind'],
  role: row.role as Memory['role'],
  name: row.name,
  content: row.content,
  importance: row.importance,
  mentions: row.mentions,
  occurred_at: row.occurred_at.toISOString(),
  valid_from: row.valid_from.toISOString(),
  valid_until: row.valid_until?.toISOString() ?? null,
  superseded_by: row.superseded_by,
  sources: sources.map(({ message_id, role, name, content, at }) => ({
    id: message_id,
    role,
    name,
    content: content ?? row.content,
    at: at.toISOString(),
  })),
  metadata: row.metadata as Memory['metadata'],
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
