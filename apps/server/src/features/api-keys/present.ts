import type { Scope } from '@ragkeep/access';
import type { ResultOf, routes } from '@ragkeep/contract';
import type { KeyRow } from './store.ts';

export type Key = ResultOf<typeof routes.getApiKey>;
export type CreatedKey = ResultOf<typeof routes.createApiKey>;

export const isActive = (row: KeyRow, now: Date): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > now);

/** A key as callers see it: everything but its secret. */
export function present(row: KeyRow, now: Date): Key {
  return {
    id: row.id,
    name: row.name,
    key_prefix: row.key_prefix,
    environment: row.environment as Key['environment'],
    scopes: row.scopes as Scope[],
    project_ids: row.project_ids,
    agent_ids: row.agent_ids,
    allowed_cidrs: row.allowed_cidrs,
    rate_limit_per_minute: row.rate_limit_per_minute,
    recoverable: row.sealed_secret !== null,
    is_active: isActive(row, now),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    created_by: { type: row.created_by_type as Key['created_by']['type'], id: row.created_by_id },
    member_id: row.member_id,
    metadata: row.metadata as Key['metadata'],
  };
}

/** What of a key the audit log keeps: all that decides what it may do. */
export function auditFacts(row: KeyRow): object {
  return {
    name: row.name,
    key_prefix: row.key_prefix,
    environment: row.environment,
    scopes: row.scopes,
    project_ids: row.project_ids,
    agent_ids: row.agent_ids,
    allowed_cidrs: row.allowed_cidrs,
    rate_limit_per_minute: row.rate_limit_per_minute,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}
