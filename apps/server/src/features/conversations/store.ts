import { type Insertable, type Selectable, sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import { withinReach } from '../../access/within-reach.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type ConversationRow = Selectable<Tables['conversations']>;

/** The conversations that somebody sees: those within their reach, of these only one project's, one user's, or one visitor's. */
export interface View extends Pick<Principal, 'tenantId' | 'projectIds' | 'agentIds'> {
  projectId?: string | undefined;
  userId?: string | undefined;
  visitorId?: string | undefined;
}

const visible = (db: Db, { projectId, userId, visitorId, ...view }: View) =>
  db
    .selectFrom('conversations')
    .selectAll()
    .where('tenant_id', '=', view.tenantId)
    .where(withinReach(view))
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
    .$if(visitorId !== undefined, (query) => query.where('visitor_id', '=', visitorId ?? ''));

export const findConversation = (db: Db, view: View, id: string): Promise<ConversationRow | undefined> =>
  visible(db, view).where('id', '=', id).executeTakeFirst();

/** Newest first. */
export const listConversations = (
  db: Db,
  view: View,
  filter: { projectId?: string | undefined; agentId?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<ConversationRow[]> =>
  visible(db, view)
    .$if(filter.projectId !== undefined, (query) => query.where('project_id', '=', filter.projectId ?? ''))
    .$if(filter.agentId !== undefined, (query) => query.where('agent_id', '=', filter.agentId ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const insertConversation = (
  db: Db,
  conversation: Insertable<Tables['conversations']>,
): Promise<ConversationRow> =>
  db.insertInto('conversations').values(conversation).returningAll().executeTakeFirstOrThrow();

export const updateConversation = (
  db: Db,
  tenantId: string,
  id: string,
  change: { title?: string | null | undefined; metadata?: object | undefined },
  now: Date,
): Promise<ConversationRow | undefined> => {
  const { metadata, ...rest } = change;
  return db
    .updateTable('conversations')
    .set({ ...rest, ...(metadata ? { metadata: JSON.stringify(metadata) } : {}), updated_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
};

/** Its messages go with it, by foreign key. */
export async function deleteConversation(db: Db, tenantId: string, id: string): Promise<void> {
  await db.deleteFrom('conversations').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/**
 * Makes room for further messages, and keeps the conversation from others until the transaction ends.
 *
 * @returns the conversation with them counted; undefined when there is none, or no room for all
 */
export const reserveMessages = (
  tx: Db,
  tenantId: string,
  id: string,
  count: number,
  { title, limit, now }: { title: string | null; limit: number; now: Date },
): Promise<ConversationRow | undefined> =>
  tx
    .updateTable('conversations')
    .set({
      message_count: sql`message_count + ${count}`,
      title: sql`coalesce(title, ${title}::text)`,
      updated_at: now,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where(sql<boolean>`message_count + ${count} <= ${limit}`)
    .returningAll()
    .executeTakeFirst();

/** Of all tenants: up to `limit` conversations that are older than their tenant keeps them. */
export async function findExpired(db: Db, now: Date, limit: number): Promise<{ tenantId: string; id: string }[]> {
  const { rows } = await sql<{ tenantId: string; id: string }>`
    SELECT c.tenant_id AS "tenantId", c.id FROM conversations c JOIN tenants t ON t.tenant_id = c.tenant_id
    WHERE c.updated_at < ${now}::timestamptz - make_interval(days => t.conversation_days)
    LIMIT ${limit}`.execute(db);
  return rows;
}

/**
 * Deletes those of a tenant's conversations that are (still) older than it keeps them. One that is being added to at this moment is
 * left alone.
 *
 * @returns how many went
 */
export async function deleteExpired(db: Db, tenantId: string, ids: readonly string[], now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM conversations WHERE tenant_id = ${tenantId} AND id IN (
      SELECT id FROM conversations
      WHERE tenant_id = ${tenantId} AND id = ANY(${ids}::uuid[]) AND updated_at < ${now}::timestamptz - make_interval(
        days => (SELECT conversation_days FROM tenants WHERE tenant_id = ${tenantId}))
      FOR UPDATE SKIP LOCKED
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
