import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

export interface Erased {
  conversations: number;
  messages: number;
  memories: number;
}

/**
 * Deletes a user and all rows about them. What is about a user refers to them by a foreign key, so that nothing can be added
 * any more by what is at work meanwhile, and what is not counted here goes as well.
 *
 * @returns how much there was; undefined when there was no such user
 */
export async function eraseUser(tx: Db, tenantId: string, id: string): Promise<Erased | undefined> {
  // Before anything else, as whoever remembers something does, so that neither waits for the other.
  await sql`SELECT FROM users WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`.execute(tx);
  const { rows } = await sql<Erased>`
    WITH spoken AS (
      DELETE FROM conversations WHERE tenant_id = ${tenantId} AND user_id = ${id} RETURNING message_count
    ), remembered AS (
      DELETE FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${id} RETURNING id
    )
    SELECT (SELECT count(*)::int FROM spoken) AS conversations,
      (SELECT coalesce(sum(message_count), 0)::int FROM spoken) AS messages,
      (SELECT count(*)::int FROM remembered) AS memories`.execute(tx);
  const { numDeletedRows } = await tx
    .deleteFrom('users')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows === 1n ? rows[0] : undefined;
}
