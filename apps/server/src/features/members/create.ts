import type { BodyOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { auditFacts, type Member, presentMember } from './present.ts';
import { requireRank, requireUnbounded } from './rank.ts';
import { insertMember, type MemberRow } from './store.ts';
import type { MemberDeps } from './types.ts';

/** Adds a member who can log in at once. */
export async function createMember(
  deps: MemberDeps,
  principal: Principal,
  { password, ...person }: BodyOf<typeof routes.createMember>,
): Promise<Member> {
  requireWholeTenant(principal);
  await requireRank(deps.db, principal, [person.role]); // before the costly hash
  const passwordHash = await hashPassword(password);
  return deps.db.transaction().execute(async (tx) => {
    const row = await addMember(tx, deps, principal, { ...person, passwordHash });
    return presentMember(row);
  });
}

/** Writes a member: active with a password, invited without. Throws `role_exceeded` and `email_taken`. */
export async function addMember(
  tx: Db,
  deps: Pick<MemberDeps, 'clock' | 'audit'>,
  principal: Principal,
  person: BodyOf<typeof routes.inviteMember> & { passwordHash: string | null },
): Promise<MemberRow> {
  const { email, role, first_name = '', last_name = '', passwordHash } = person;
  await requireRank(tx, principal, [role]);
  await requireUnbounded(tx, principal);
  const row = await insertMember(tx, principal.tenantId, {
    id: uuidv7(),
    email,
    firstName: first_name,
    lastName: last_name,
    role,
    status: passwordHash === null ? 'invited' : 'active',
    passwordHash,
    createdAt: deps.clock.now(),
  });
  if (!row) throw new ApiError('email_taken', { email });
  await deps.audit.record(tx, principal, {
    action: passwordHash === null ? 'member.invited' : 'member.created',
    target: { type: 'member', id: row.id },
    after: auditFacts(row),
  });
  return row;
}
