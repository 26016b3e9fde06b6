import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Entry } from './ranking/entry.ts';

/** The version of a user's memory; 0 while there is none. */
export async function versionOf(db: Db, tenantId: string, userId: string): Promise<number> {
  const row = await db
    .selectFrom('memory_states')
    .select('version')
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** Up to where changes were read. */
export interface Position {
  version: number;
  id: string;
}

interface ChangeRow {
  id: string;
  version: number;
  kind: string;
  project_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  name: string | null;
  content: string;
  importance: number;
  occurred_at: Date;
  mentioned_at: Date;
  valid_from: Date;
  valid_until: Date | null;
  embedding: Buffer | null;
}

/** Up to `limit` of a user's memories that were written after a position, in the order in which they were. */
export async function readChanges(
  db: Db,
  { tenantId, userId }: { tenantId: string; userId: string },
  encoderId: string,
  after: Position,
  limit: number,
): Promise<{ entries: Entry[]; position: Position }> {
  const { rows } = await sql<ChangeRow>`
    SELECT id, version, kind, project_id, agent_id, conversation_id, name, content, importance, occurred_at, mentioned_at,
      valid_from, valid_until, CASE WHEN encoder = ${encoderId} THEN embedding END AS embedding
    FROM memories
    WHERE tenant_id = ${tenantId} AND user_id = ${userId}
      AND version >= ${after.version} AND (version, id) > (${after.version}, ${after.id}::uuid)
    ORDER BY version, id LIMIT ${limit}`.execute(db);
  const last = rows.at(-1);
  return { entries: rows.map(entryOf), position: last ? { version: last.version, id: last.id } : after };
}

const entryOf = (row: ChangeRow): Entry => ({
  id: row.id,
  kind: row.kind,
  projectId: row.project_id,
  agentId: row.agent_id,
  conversationId: row.conversation_id,
  name: row.name,
  content: row.content,
  importance: row.importance,
  occurredAt: row.occurred_at.getTime(),
  mentionedAt: row.mentioned_at.getTime(),
  validFrom: row.valid_from.getTime(),
  validUntil: row.valid_until?.getTime() ?? null,
  vector: row.embedding && new Int8Array(row.embedding.buffer, row.embedding.byteOffset, row.embedding.length),
});
