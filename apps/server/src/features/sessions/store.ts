import type { Role } from '@ragkeep/access';
import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type SessionRow = Selectable<Tables['sessions']>;

export async function insertSession(tx: Db, session: Insertable<Tables['sessions']>): Promise<void> {
  await tx.insertInto('sessions').values(session).execute();
}

const running = (db: Db, tenantId: string, now: Date) =>
  db
    .selectFrom('sessions as s')
    .where('s.tenant_id', '=', tenantId)
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', now);

const ofActiveMember = (db: Db, tenantId: string, id: string, memberId: string, now: Date) =>
  running(db, tenantId, now)
    .innerJoin('members as m', (join) =>
      join.onRef('m.tenant_id', '=', 's.tenant_id').onRef('m.id', '=', 's.member_id').on('m.status', '=', 'active'),
    )
    .where('s.id', '=', id)
    .where('s.member_id', '=', memberId);

/** The role of a session's member as it is now; undefined unless the session runs and the member is active. */
export async function findRole(
  db: Db,
  tenantId: string,
  id: string,
  memberId: string,
  now: Date,
): Promise<Role | undefined> {
  const row = await ofActiveMember(db, tenantId, id, memberId, now).select('m.role').executeTakeFirst();
  return row?.role as Role | undefined;
}

/** A running session of an active member, kept from others until the transaction ends. */
export const lockRunning = (
  tx: Db,
  tenantId: string,
  id: string,
  memberId: string,
  now: Date,
): Promise<SessionRow | undefined> =>
  ofActiveMember(tx, tenantId, id, memberId, now).selectAll('s').forUpdate('s').executeTakeFirst();

export async function updateSession(
  tx: Db,
  tenantId: string,
  id: string,
  change: Partial<Omit<SessionRow, 'tenant_id' | 'id'>>,
): Promise<void> {
  await tx.updateTable('sessions').set(change).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Newest first, from before the session `after` on. */
export const listRunning = (
  db: Db,
  tenantId: string,
  memberId: string,
  now: Date,
  after: string | undefined,
  limit: number,
): Promise<SessionRow[]> =>
  running(db, tenantId, now)
    .selectAll('s')
    .where('s.member_id', '=', memberId)
    .$if(after !== undefined, (query) => query.where('s.id', '<', after ?? ''))
    .orderBy('s.id', 'desc')
    .limit(limit)
    .execute();

/** Ends running sessions of a member, one or all, or all but one; gives their ids. */
export async function endSessions(
  tx: Db,
  tenantId: string,
  memberId: string,
  now: Date,
  which: { only?: string; except?: string | null } = {},
): Promise<string[]> {
  const { only, except } = which;
  const rows = await tx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('tenant_id', '=', tenantId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .$if(only !== undefined, (query) => query.where('id', '=', only ?? ''))
    .$if(typeof except === 'string', (query) => query.where('id', '<>', except ?? ''))
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Of all tenants: those whose tokens have all expired. */
export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
