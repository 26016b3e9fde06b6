import type { DerivedClaims } from './derived-claims.ts';
import { type Role, scopesOfRole } from './roles.ts';
import { SCOPES, type Scope } from './scopes.ts';

/**
 * Whether a holder of `held` may do what asks for `required`: by that scope itself, by `x:write` for `x:read`, or by
 * `tenant:admin` for anything.
 *
 * That `ingest` reaches the jobs and documents of its projects is not said here but by the routes, which accept any one of
 * several scopes: `ingest` reaches only the jobs of its projects, so it does not include `jobs:read`.
 */
export function isGranted(held: readonly Scope[], required: Scope): boolean {
  return held.some(
    (scope) => scope === required || scope === 'tenant:admin' || scope.replace(/:write$/, ':read') === required,
  );
}

/** Everything that `held` grants, in the order of `SCOPES`. */
export function expandScopes(held: readonly Scope[]): Scope[] {
  return SCOPES.filter((scope) => isGranted(held, scope));
}

/** Those of `wanted` that `held` does not grant: empty when it may pass them all on. */
export function notGranted(held: readonly Scope[], wanted: readonly Scope[]): Scope[] {
  return wanted.filter((scope) => !isGranted(held, scope));
}

/**
 * What of a credential's scopes the member who answers for it may still do: a role that was taken back takes the rights along that
 * were given with it. Null: nobody answers for it.
 */
export function scopesWithinRole(scopes: readonly Scope[], role: Role | null): readonly Scope[] {
  if (role === null) return scopes;
  const held = scopesOfRole(role);
  // Taken apart first, so that of `x:write` an `x:read` remains where the role has that.
  return expandScopes(scopes).filter((scope) => isGranted(held, scope));
}

/**
 * The scopes of a new key whose maker named none: all that the maker holds, except to administer the tenant, its keys and
 * its members, which must be asked for by name.
 */
export function defaultChildScopes(held: readonly Scope[]): Scope[] {
  return expandScopes(held).filter((scope) => !/^(?:tenant|keys|members):/.test(scope));
}

/** What a derived key is mostly for: a visitor's browser that asks. All else it must claim by name. */
const DERIVED_BY_DEFAULT: readonly Scope[] = ['query'];

/**
 * The scopes that a derived key has: those it claims, or `query`, as far as its parent holds them. Never those to administer the
 * tenant, its keys, apps and members. With a filter only `query`, for other routes know of no filter.
 */
export function derivedScopes(held: readonly Scope[], claims: Pick<DerivedClaims, 'scopes' | 'filter'>): Scope[] {
  const claimed = claims.scopes ?? DERIVED_BY_DEFAULT;
  return defaultChildScopes(held).filter(
    (scope) =>
      claimed.includes(scope) && !scope.startsWith('apps:') && (claims.filter === undefined || scope === 'query'),
  );
}
