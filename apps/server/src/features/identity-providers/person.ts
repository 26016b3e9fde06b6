import { routes } from '@ragkeep/contract';
import { claimAt, type OidcClaims } from '../../platform/oidc/index.ts';
import { roleOf } from './roles.ts';
import type { IdentitySettings, Person } from './types.ts';

/** Auth0's, and the two that Clerk has had: a name, or the short form that stands in URLs. */
const NAME_CLAIMS = ['org_name', 'o.slg', 'org_slug'];
const MAX_ORGANISATION_LENGTH = 255;

/**
 * What a verified token says of a person. Null when it gives no role, or names an organisation in a way that cannot be read: that
 * must not be taken for a person without one.
 */
export function readPerson(claims: OidcClaims, settings: IdentitySettings): Person | null {
  const { raw } = claims;
  const role = settings.roleClaim === null ? null : roleOf(claimAt(raw, settings.roleClaim), settings.roleMap);
  if (settings.roleClaim !== null && role === null) return null;
  const organisation = firstClaim(raw, settings.organisationClaims);
  if (organisation !== undefined && !isOrganisation(organisation)) return null;
  const organisationName = firstClaim(raw, NAME_CLAIMS);
  return {
    issuer: settings.issuer,
    subject: claims.subject,
    organisation: organisation ?? null,
    organisationName: isOrganisation(organisationName) ? organisationName : null,
    email: claims.emailVerified ? readEmail(claims.email) : null,
    firstName: readName(claims.givenName ?? (claims.familyName === null ? claims.name : null)),
    lastName: readName(claims.familyName),
    role,
  };
}

function firstClaim(raw: Record<string, unknown>, names: readonly string[]): unknown {
  for (const name of names) {
    const value = claimAt(raw, name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Text that a database keeps as it is, so that no two organisations become one. */
const isOrganisation = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= MAX_ORGANISATION_LENGTH &&
  value.isWellFormed() &&
  !/\p{Cc}/u.test(value);

/** As members have it: what is no address by our rules counts as none. */
const readEmail = (email: string | null): string | null => memberEmail.safeParse(email).data ?? null;
const { email: memberEmail } = routes.createMember.body.shape;

const readName = (name: string | null): string => name?.trim().slice(0, 100) ?? '';
