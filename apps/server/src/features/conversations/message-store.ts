import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type MessageRow = Selectable<Tables['messages']>;

export async function insertMessages(db: Db, messages: Insertable<Tables['messages']>[]): Promise<MessageRow[]> {
  const rows = await db.insertInto('messages').values(messages).returningAll().execute();
  return rows.sort((a, b) => a.ordinal - b.ordinal);
}

export const listMessages = (
  db: Db,
  tenantId: string,
  conversationId: string,
  order: 'asc' | 'desc',
  after: number | undefined,
  limit: number,
): Promise<MessageRow[]> =>
  db
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('conversation_id', '=', conversationId)
    .$if(after !== undefined, (query) => query.where('ordinal', order === 'asc' ? '>' : '<', after ?? 0))
    .orderBy('ordinal', order)
    .limit(limit)
    .execute();

/** What the user and the agent said last, oldest first. */
export async function lastTurns(
  db: Db,
  tenantId: string,
  conversationId: string,
  count: number,
): Promise<Pick<MessageRow, 'role' | 'content'>[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['role', 'content'])
    .where('tenant_id', '=', tenantId)
    .where('conversation_id', '=', conversationId)
    .where('role', 'in', ['user', 'assistant'])
    .orderBy('ordinal', 'desc')
    .limit(count)
    .execute();
  return rows.reverse();
}

/** A whole conversation, oldest first, some at a time. */
export async function* allMessages(db: Db, tenantId: string, conversationId: string): AsyncGenerator<MessageRow[]> {
  for (let last: number | undefined; ; ) {
    const rows = await listMessages(db, tenantId, conversationId, 'asc', last, AT_A_TIME);
    if (rows.length > 0) yield rows;
    if (rows.length < AT_A_TIME) return;
    last = rows.at(-1)?.ordinal;
  }
}

/** At most 10 MB of text. */
const AT_A_TIME = 100;
