import type { Role } from '@ragkeep/access';
import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type MemberRow = Selectable<Tables['members']>;

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
  const row = await tx
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
    .onConflict((conflict) => conflict.columns(['tenant_id', 'email']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row) {
    await tx
      .insertInto('member_directory')
      .values({ email: member.email, tenant_id: tenantId, member_id: member.id })
      .execute();
  }
  return row;
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

export const updateMember = (
  db: Db,
  tenantId: string,
  id: string,
  change: Partial<Omit<MemberRow, 'tenant_id' | 'id'>>,
): Promise<MemberRow> =>
  db
    .updateTable('members')
    .set({ ...change, id }) // so that an empty change is a statement too
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
