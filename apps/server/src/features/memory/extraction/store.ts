import { sql } from 'kysely';
import type { Db } from '../../../platform/db/index.ts';
import type { Owner } from '../types.ts';
import type { KnownFact, Turn } from './types.ts';

/** Turns of one write: whose they are, and of what conversation. */
export interface StoredTurns {
  owner: Owner;
  conversationId: string | null;
  turns: Turn[];
}

interface TurnRow {
  id: string;
  project_id: string | null;
  agent_id: string | null;
  conversation_id: string | null;
  role: string | null;
  name: string | null;
  content: string;
  at: Date;
  message_id: string | null;
}

/** A turn with the first message that it came as. */
const turnOf = (tenantId: string) => sql`
  m.id, m.project_id, m.agent_id, m.conversation_id, m.role, m.name, m.content, m.occurred_at AS at,
  (SELECT s.message_id FROM memory_sources s WHERE s.tenant_id = ${tenantId} AND s.memory_id = m.id ORDER BY s.ordinal LIMIT 1)`;

/** Those of the turns that are still there, in the order of their ids; undefined when none is. */
export async function findTurns(
  db: Db,
  tenantId: string,
  userId: string,
  ids: readonly string[],
): Promise<StoredTurns | undefined> {
  const { rows } = await sql<TurnRow>`
    SELECT ${turnOf(tenantId)} FROM memories m
    WHERE m.tenant_id = ${tenantId} AND m.user_id = ${userId} AND m.id = ANY(${ids}::uuid[]) ORDER BY m.id`.execute(db);
  const first = rows[0];
  if (!first) return undefined;
  return {
    owner: { tenantId, userId, projectId: first.project_id, agentId: first.agent_id },
    conversationId: first.conversation_id,
    turns: rows.map(turn),
  };
}

/** The turns of the conversation that were stored before, up to `most`, oldest first. */
export async function findEarlier(
  db: Db,
  { owner, conversationId, turns }: StoredTurns,
  most: number,
): Promise<Turn[]> {
  if (conversationId === null) return [];
  const { rows } = await sql<TurnRow>`
    SELECT ${turnOf(owner.tenantId)} FROM memories m
    WHERE m.tenant_id = ${owner.tenantId} AND m.user_id = ${owner.userId} AND ${sameReach(owner)}
      AND m.kind = 'turn' AND m.conversation_id = ${conversationId} AND m.id < ${turns[0]?.id ?? null}
    ORDER BY m.id DESC LIMIT ${most}`.execute(db);
  return rows.map(turn).reverse();
}

const turn = ({ id, role, name, content, at, message_id }: TurnRow): Turn => ({
  ...{ id, role, name, content, at },
  messageId: message_id,
});

/** The latest facts held true of a user in one reach, up to `most`, in the order of their ids. */
export async function findFacts(db: Db, owner: Owner, now: Date, most: number): Promise<KnownFact[]> {
  const { rows } = await sql<{
    id: string;
    name: string | null;
    content: string;
    valid_from: Date;
    mentioned_at: Date;
  }>`
    SELECT m.id, m.name, m.content, m.valid_from, m.mentioned_at FROM memories m WHERE ${isHeldTrue(owner, now)}
    ORDER BY m.id DESC LIMIT ${most}`.execute(db);
  return rows
    .map(({ id, name, content, ...row }) => ({
      ...{ id, name, content },
      validFrom: row.valid_from,
      mentionedAt: row.mentioned_at,
    }))
    .reverse();
}

/** One text for the state of all facts held true: it differs when one was added, changed or ended. */
export async function stateOfFacts(db: Db, owner: Owner, now: Date): Promise<string> {
  const { rows } = await sql<{ state: string | null }>`
    SELECT md5(string_agg(m.id::text || m.digest::text, ',' ORDER BY m.id)) AS state
    FROM memories m WHERE ${isHeldTrue(owner, now)}`.execute(db);
  return rows[0]?.state ?? '';
}

/**
 * Locks a user and their memory to the end of the transaction, in the order in which deleting a user takes them; false when
 * there is none, as of a user who was deleted.
 */
export async function lockMemory(tx: Db, { tenantId, userId }: Owner): Promise<boolean> {
  await sql`SELECT FROM users WHERE tenant_id = ${tenantId} AND id = ${userId} FOR KEY SHARE`.execute(tx);
  const { rows } = await sql`
    SELECT FROM memory_states WHERE tenant_id = ${tenantId} AND user_id = ${userId} FOR UPDATE`.execute(tx);
  return rows.length > 0;
}

const sameReach = ({ projectId, agentId }: Owner) =>
  sql`m.project_id IS NOT DISTINCT FROM ${projectId}::uuid AND m.agent_id IS NOT DISTINCT FROM ${agentId}::uuid`;

const isHeldTrue = (owner: Owner, now: Date) => sql`
  m.tenant_id = ${owner.tenantId} AND m.user_id = ${owner.userId} AND m.kind = 'fact' AND ${sameReach(owner)}
  AND m.superseded_by IS NULL AND (m.valid_until IS NULL OR m.valid_until > ${now})`;
