import type { ResultOf, routes } from '@ragkeep/contract';
import type { AppRow } from './store.ts';

export type App = ResultOf<typeof routes.getApp>;

export const present = (row: AppRow): App => ({
  id: row.id,
  name: row.name,
  description: row.description,
  status: row.status as App['status'],
  scopes: row.scopes as App['scopes'],
  project_ids: row.project_ids,
  created_by: { type: row.created_by_type as App['created_by']['type'], id: row.created_by_id },
  approved_by:
    row.approved_by_type === null
      ? null
      : { type: row.approved_by_type as App['created_by']['type'], id: row.approved_by_id },
  created_at: row.created_at.toISOString(),
  requested_at: timeOf(row.requested_at),
  approved_at: timeOf(row.approved_at),
  revoked_at: timeOf(row.revoked_at),
  last_used_at: timeOf(row.last_used_at),
});

const timeOf = (date: Date | null): string | null => date?.toISOString() ?? null;

/** What the audit log keeps of an app. */
export const auditFacts = ({ name, description, status, scopes, project_ids }: AppRow) => ({
  name,
  description,
  status,
  scopes,
  project_ids,
});
