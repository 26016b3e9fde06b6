import type { ResultOf, routes } from '@ragkeep/contract';
import type { ProviderRow } from './store.ts';

export type Provider = ResultOf<typeof routes.updateProvider>;

export const present = (row: ProviderRow): Provider => ({
  id: row.id,
  ...described(row),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** All that can be set; for the audit log. */
export const described = ({ name, base_url, model, credential_id }: ProviderRow) => ({
  name,
  base_url,
  model,
  credential_id,
});
