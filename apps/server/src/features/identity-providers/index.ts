import type { Db } from '../../platform/db/index.ts';
import { findOrganisation, insertOrganisation } from './store.ts';

export { identityTokens } from './resolver.ts';
export type { IdentitySettings, RoleMap } from './types.ts';

/**
 * Makes an existing tenant the one of an organisation: its people then get in as the settings provide. False when the
 * organisation has another tenant already. To be audited by the caller.
 *
 * @param issuer as in the tokens' `iss`
 * @param organisation as in their organisation claim
 */
export async function linkOrganisation(
  db: Db,
  issuer: string,
  organisation: string,
  tenantId: string,
): Promise<boolean> {
  await insertOrganisation(db, issuer, organisation, tenantId);
  return (await findOrganisation(db, issuer, organisation)) === tenantId;
}
