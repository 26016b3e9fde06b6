import type { CredentialRow } from './store.ts';

/** What of a credential is no secret, by its kind. */
export interface Facts {
  username?: string | undefined;
  header?: string | undefined;
  token_url?: string | undefined;
  client_id?: string | undefined;
  scope?: string | undefined;
  audience?: string | undefined;
  resource?: string | undefined;
  client_authentication?: 'basic' | 'body' | undefined;
}

export const factsOf = (row: Pick<CredentialRow, 'facts'>): Facts => row.facts as Facts;
