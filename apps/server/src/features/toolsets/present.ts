import type { ResultOf, routes } from '@ragkeep/contract';
import type { ToolsetRow } from './store.ts';
import type { Operation, Toolset } from './types.ts';

type Listed = ResultOf<typeof routes.listToolsets>['data'][number];

export const operationsOf = (row: ToolsetRow): Operation[] => row.operations as Operation[];

export const present = (row: ToolsetRow): Toolset => ({
  id: row.id,
  name: row.name,
  description: row.description,
  base_url: row.base_url,
  credential_id: row.credential_id,
  operations: operationsOf(row),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

export const presentListed = (row: ToolsetRow): Listed => ({
  ...present(row),
  operations: operationsOf(row).map(({ name, description, method, path }) => ({ name, description, method, path })),
});

/** For the audit log. */
export const auditFacts = (row: ToolsetRow) => ({
  name: row.name,
  base_url: row.base_url,
  credential_id: row.credential_id,
  operations: operationsOf(row).map((operation) => operation.name),
});
