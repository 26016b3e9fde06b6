import type { Role } from '@ragkeep/access';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type MemberRow = Selectable<Tables['members']>;

/** What may change of a member; what is undefined stays. */
export type MemberChange = { [Column in keyof Omit<MemberRow, 'tenant_id' | 'id'>]?: MemberRow[Column] | undefined };

/** The columns of a second factor that is not there. */
export const NO_SECOND_FACTOR = {
  totp_secret: null,
  totp_enabled_at: null,
  totp_last_step: null,
  recovery_codes: null,
} as const;

export interface NewMember {
  id: string;
  /** In small letters. */
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  status: 'invited' | 'active';
  passwordHash: string | null;
  createdAt: Date;
}

/** Writes a member and the directory's entry of the address. Undefined when the tenant has a member of that address. */
export async function insertMember(tx: Db, tenantId: string, member: NewMember): Promise<MemberRow | undefined> {
  if (!(await enterDirectory(tx, tenantId, member.id, member.email))) return undefined;
  return tx
    .insertInto('members')
    .values({
      tenant_id: tenantId,
      id: member.id,
      email: member.email,
      first_name: member.firstName,
      last_name: member.lastName,
      role: member.role,
      status: member.status,
      password_hash: member.passwordHash,
      created_at: member.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The directory decides whose an address is: always written first, so that two who want one wait for each other and do not clash. */
async function enterDirectory(tx: Db, tenantId: string, memberId: string, email: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('member_directory')
    .values({ email, tenant_id: tenantId, member_id: memberId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows !== 0n;
}

export const findMember = (db: Db, tenantId: string, id: string): Promise<MemberRow | undefined> =>
  db.selectFrom('members').selectAll().where('tenant_id', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** The same, kept from being changed by others until the transaction ends. */
export const lockMember = (tx: Db, tenantId: string, id: string): Promise<MemberRow | undefined> =>
  tx
    .selectFrom('members')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/** What is kept outside the tenant's own tables: all of a member's, or of the tenant's. */
export async function deleteDirectoryEntries(tx: Db, tenantId: string, memberId?: string): Promise<void> {
  for (const table of ['member_directory', 'identities'] as const) {
    await tx
      .deleteFrom(table)
      .where('tenant_id', '=', tenantId)
      .$if(memberId !== undefined, (query) => query.where('member_id', '=', memberId ?? ''))
      .execute();
  }
  if (memberId === undefined) await tx.deleteFrom('identity_tenants').where('tenant_id', '=', tenantId).execute();
}

/** In which tenants an address is a member's. The only read without a tenant. */
export const findDirectoryEntries = (db: Db, email: string) =>
  db.selectFrom('member_directory').select(['tenant_id', 'member_id']).where('email', '=', email).execute();

export const updateMember = (db: Db, tenantId: string, id: string, change: MemberChange): Promise<MemberRow> =>
  db
    .updateTable('members')
    .set({ ...change, id }) // so that an empty change is a statement too
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Uses a time step of the authenticator up. False when it, or a later one, was used already, or the secret is another by now. */
export async function takeTotpStep(
  db: Db,
  tenantId: string,
  id: string,
  sealedSecret: Buffer,
  step: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('members')
    .set({ totp_last_step: step })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('totp_secret', '=', sealedSecret)
    .where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Uses a recovery code up. False when it is none, or no more. */
export async function takeRecoveryCode(db: Db, tenantId: string, id: string, digest: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('members')
    .set({ recovery_codes: sql<Buffer[]>`array_remove(recovery_codes, ${digest}::bytea)` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where(sql<boolean>`${digest}::bytea = ANY(recovery_codes)`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Newest first. */
export function listMembers(
  db: Db,
  tenantId: string,
  { role, status }: { role?: string | undefined; status?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<MemberRow[]> {
  let query = db.selectFrom('members').selectAll().where('tenant_id', '=', tenantId);
  if (role !== undefined) query = query.where('role', '=', role);
  if (status !== undefined) query = query.where('status', '=', status);
  if (after !== undefined) query = query.where('id', '<', after);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/**
 * The ids of the active owners, kept from being changed by others until the transaction ends. To be taken before any single
 * member is locked, and always in the same order, so that two changes cannot wait for each other.
 */
export async function lockOwners(tx: Db, tenantId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('members')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('role', '=', 'owner')
    .where('status', '=', 'active')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

/** Gives a member another address, in the directory too. False when another member of the tenant has it. */
export async function moveEmail(tx: Db, tenantId: string, id: string, email: string): Promise<boolean> {
  if (!(await enterDirectory(tx, tenantId, id, email))) return false;
  await tx
    .deleteFrom('member_directory')
    .where('tenant_id', '=', tenantId)
    .where('member_id', '=', id)
    .where('email', '<>', email)
    .execute();
  await updateMember(tx, tenantId, id, { email });
  return true;
}

/** Whether the tenant has a member of that address, in small letters. */
export async function isMemberEmail(db: Db, tenantId: string, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('email', '=', email)
    .executeTakeFirst();
  return row !== undefined;
}

/** With sessions and one-time tokens; the directories are a matter of `deleteDirectoryEntries`. */
export async function deleteMember(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('members').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** The tenant's name, for mails. */
export async function tenantName(db: Db, tenantId: string): Promise<string> {
  const row = await db.selectFrom('tenants').select('name').where('tenant_id', '=', tenantId).executeTakeFirstOrThrow();
  return row.name;
}
