import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type LinkRow = Selectable<Tables['one_time_tokens']>;

export async function insertLink(tx: Db, row: LinkRow): Promise<void> {
  await tx.insertInto('one_time_tokens').values(row).execute();
}

export const findLink = (db: Db, tenantId: string, id: string): Promise<LinkRow | undefined> =>
  db
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** False when somebody was faster. */
export async function takeLink(tx: Db, tenantId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('one_time_tokens')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** A member's links of one purpose, or all of them. */
export async function deleteLinks(tx: Db, tenantId: string, memberId: string, purpose?: string): Promise<void> {
  await tx
    .deleteFrom('one_time_tokens')
    .where('tenant_id', '=', tenantId)
    .where('member_id', '=', memberId)
    .$if(purpose !== undefined, (query) => query.where('purpose', '=', purpose ?? ''))
    .execute();
}

/** Tidies up; an expired link is refused anyway. */
export async function deleteExpiredLinks(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('one_time_tokens').where('expires_at', '<=', now).execute();
}
