import type { Role } from '@ragkeep/access';
import type { ResultOf, routes } from '@ragkeep/contract';
import type { MemberRow } from './store.ts';

export type Member = ResultOf<typeof routes.getMember>;

/** A member as callers see them: nothing of passwords or second factors but whether there is one. */
export const presentMember = (row: MemberRow): Member => ({
  id: row.id,
  email: row.email,
  first_name: row.first_name,
  last_name: row.last_name,
  role: row.role as Role,
  status: row.status as Member['status'],
  second_factor: row.totp_enabled_at !== null,
  created_at: row.created_at.toISOString(),
  last_login_at: row.last_login_at?.toISOString() ?? null,
});

/** What of a member the audit log keeps. */
export const auditFacts = ({ email, first_name, last_name, role, status, totp_enabled_at }: MemberRow): object => ({
  email,
  first_name,
  last_name,
  role,
  status,
  second_factor: totp_enabled_at !== null,
});
