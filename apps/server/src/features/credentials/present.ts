import type { ResultOf, routes } from '@ragkeep/contract';
import type { CredentialRow } from './store.ts';
import { factsOf } from './types.ts';

export type Credential = ResultOf<typeof routes.updateCredential>;
export type CredentialUse = ResultOf<typeof routes.getCredential>['used_by'][number];

/** All but the secret. */
export function present(row: CredentialRow): Credential {
  const facts = factsOf(row);
  return {
    id: row.id,
    kind: row.kind as Credential['kind'],
    name: row.name,
    hosts: row.hosts,
    username: facts.username ?? null,
    header: facts.header ?? null,
    token_url: facts.token_url ?? null,
    client_id: facts.client_id ?? null,
    scope: facts.scope ?? null,
    audience: facts.audience ?? null,
    resource: facts.resource ?? null,
    client_authentication: facts.client_authentication ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** For the audit log: all but the secret. */
export const described = (row: CredentialRow) => ({
  name: row.name,
  kind: row.kind,
  hosts: row.hosts,
  ...factsOf(row),
});
