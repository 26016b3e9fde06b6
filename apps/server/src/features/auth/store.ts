import type { Db } from '../../platform/db/index.ts';
import { findDirectoryEntries, type MemberRow } from '../members/index.ts';

/** The active members with this address and a password, most recent login first. */
export async function findCandidates(
  db: Db,
  email: string,
  tenantId: string | undefined,
  limit: number,
): Promise<MemberRow[]> {
  const entries = await findDirectoryEntries(db, email);
  const tenants = entries.map((entry) => entry.tenant_id).filter((id) => tenantId === undefined || id === tenantId);
  if (tenants.length === 0) return [];
  return db
    .selectFrom('members')
    .selectAll()
    .where('tenant_id', 'in', tenants)
    .where('email', '=', email)
    .where('status', '=', 'active')
    .where('password_hash', 'is not', null)
    .orderBy('last_login_at', (order) => order.desc().nullsLast())
    .orderBy('created_at')
    .limit(limit)
    .execute();
}
