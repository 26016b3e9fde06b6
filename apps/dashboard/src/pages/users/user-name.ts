import type { User } from '@ragkeep/sdk';

/** What a user is called where they have no name. */
export const userName = ({ name, external_id, email, id }: User): string => name ?? external_id ?? email ?? id;
