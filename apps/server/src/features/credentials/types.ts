import type { CredentialRow } from './store.ts';

/** What of a credential is no secret, by its kind. */
export interface Facts {
  username?: string | undefined;
  header?: string | undefined;
}

export const factsOf = (row: CredentialRow): Facts => row.facts as Facts;
