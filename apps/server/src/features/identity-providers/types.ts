import type { Role } from '@ragkeep/access';
import type { AccessChanges } from '../../access/changes/index.ts';
import type { KnownCredentials } from '../../access/known-credentials.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Limiter } from '../../platform/limiter/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Audit } from '../audit/index.ts';

/** Which values of the role claim make somebody what; `*` is any value, and none. */
export type RoleMap = Readonly<Record<Role, readonly string[]>>;

/** The one outside identity provider of the deployment. */
export interface IdentitySettings {
  /** As in the tokens' `iss`. */
  issuer: string;
  /** Ours, as the provider writes it in `aud`, `azp` or `client_id`. */
  audience: string;
  /** Undefined: found by OpenID Connect Discovery. */
  jwksUrl: string | undefined;
  /** The claims that may name the organisation; the first that is there counts. */
  organisationClaims: readonly string[];
  /** The claim that decides the role at every request; null: the member's role here counts. */
  roleClaim: string | null;
  roleMap: RoleMap;
  /** Who gets in without having been here before: nobody, members of organisations that are known, or everybody. */
  provision: 'none' | 'members' | 'tenants';
  /**
   * Whether a person without an organisation is known again by the e-mail address. Not where strangers may register: they could
   * have put the address into a tenant of theirs before.
   */
  linkByEmail: boolean;
}

export interface IdentityDeps {
  settings: IdentitySettings;
  db: Db;
  clock: Clock;
  log: Log;
  known: KnownCredentials;
  changes: AccessChanges;
  audit: Audit;
  limiter: Limiter;
}

/** Whom a token speaks of, as far as it matters here. */
export interface Person {
  issuer: string;
  subject: string;
  /** Null: for themselves. */
  organisation: string | null;
  organisationName: string | null;
  /** In small letters; null unless the provider says that it is theirs. */
  email: string | null;
  firstName: string;
  lastName: string;
  /** By the role claim; null where none is configured. */
  role: Role | null;
}

/** A member of a tenant. */
export interface Seat {
  tenantId: string;
  memberId: string;
}
