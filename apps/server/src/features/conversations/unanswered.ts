import type { QueryOf, routes } from '@ragkeep/contract';
import { sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import { withinReach } from '../../access/within-reach.ts';
import { paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { type ConversationDeps, viewOf } from './service.ts';
import type { View } from './store.ts';

interface UnansweredRow {
  id: string;
  question: string;
  agent_id: string | null;
  conversation_id: string;
  asked_at: Date;
}

/**
 * The questions in a project's conversations to which the agent said that the documents do not hold the answer, newest first. They
 * are read from the conversations themselves, so they go when those do.
 *
 * @param project an id or slug
 */
export async function listUnanswered(
  deps: ConversationDeps,
  principal: Principal,
  project: string,
  { agent_id: agentId, ...page }: QueryOf<typeof routes.listUnansweredQuestions>,
) {
  const view = await viewOf(deps, principal, project);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `unanswered:${view?.projectId ?? ''}:${agentId ?? ''}:${view?.userId ?? ''}`,
    principal.tenantId,
    page,
    async (after, limit) => (view ? unansweredQuestions(deps.db, view, agentId, after, limit) : []),
    (row) => row.id,
  );
  return { data: data.map((row) => ({ ...row, asked_at: row.asked_at.toISOString() })), next_cursor };
}

async function unansweredQuestions(
  db: Db,
  view: View,
  agentId: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<UnansweredRow[]> {
  const only = (column: string, value: string | undefined) =>
    value === undefined ? sql`` : sql`AND ${sql.ref(column)} = ${value}`;
  const { rows } = await sql<UnansweredRow>`
    SELECT a.id, q.content AS question, c.agent_id, a.conversation_id, a.created_at AS asked_at
    FROM messages a
    JOIN conversations c ON c.tenant_id = a.tenant_id AND c.id = a.conversation_id
    JOIN messages q ON q.tenant_id = a.tenant_id AND q.conversation_id = a.conversation_id AND q.ordinal = a.ordinal - 1
    WHERE a.tenant_id = ${view.tenantId} AND a.answer ->> 'refused' = 'true' AND ${withinReach(view)}
      ${only('c.project_id', view.projectId)} ${only('c.agent_id', agentId)} ${only('c.user_id', view.userId)}
      ${after === undefined ? sql`` : sql`AND a.id < ${after}`}
    ORDER BY a.id DESC LIMIT ${limit}`.execute(db);
  return rows;
}
