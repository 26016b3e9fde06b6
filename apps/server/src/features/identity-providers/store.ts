import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Person, Seat } from './types.ts';

/** Keeps others from letting the same person in, or anybody of the same new organisation, until the transaction ends. */
export async function lockPerson(tx: Db, { issuer, organisation, subject }: Person): Promise<void> {
  const whom = JSON.stringify([issuer, organisation, organisation === null ? subject : null]);
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${whom}, 0))`.execute(tx);
}

/** Who a subject is, in each of its tenants. A directory: read without a tenant. */
export async function findSeats(db: Db, issuer: string, subject: string): Promise<Seat[]> {
  const rows = await db
    .selectFrom('identities')
    .select(['tenant_id', 'member_id'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, memberId: row.member_id }));
}

export async function insertIdentity(tx: Db, { issuer, subject }: Person, seat: Seat): Promise<void> {
  await tx
    .insertInto('identities')
    .values({ issuer, subject, tenant_id: seat.tenantId, member_id: seat.memberId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The tenant of an organisation. A directory: read without a tenant. */
export async function findOrganisation(db: Db, issuer: string, organisation: string): Promise<string | null> {
  const row = await db
    .selectFrom('identity_tenants')
    .select('tenant_id')
    .where('issuer', '=', issuer)
    .where('organisation', '=', organisation)
    .executeTakeFirst();
  return row?.tenant_id ?? null;
}

/** Gives an organisation its tenant; nothing happens where it has one. */
export async function insertOrganisation(
  tx: Db,
  issuer: string,
  organisation: string,
  tenantId: string,
): Promise<void> {
  await tx
    .insertInto('identity_tenants')
    .values({ issuer, organisation, tenant_id: tenantId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Which of these tenants belong to an organisation of the issuer. */
export async function organised(db: Db, issuer: string, tenantIds: readonly string[]): Promise<Set<string>> {
  if (tenantIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('identity_tenants')
    .select('tenant_id')
    .where('issuer', '=', issuer)
    .where('tenant_id', 'in', tenantIds)
    .execute();
  return new Set(rows.map((row) => row.tenant_id));
}
