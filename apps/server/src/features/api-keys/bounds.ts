import { isGranted, narrows, notGranted, type Reach, type Scope } from '@ragkeep/access';
import ipaddr from 'ipaddr.js';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { requireStillHeld } from './still-held.ts';
import * as store from './store.ts';

/** Throws `scope_not_held` unless the principal may pass on all of the scopes. */
export function requireHeld(principal: Principal, scopes: readonly Scope[]): void {
  const missing = notGranted(principal.scopes, scopes);
  if (missing.length > 0) throw new ApiError('scope_not_held', { scopes: missing });
}

/**
 * Whoever is shown a key's secret can use it: so they must hold all that the key does, and be bound no more than it is. A key
 * limited to some addresses, or that ends sooner, would cast its own limits off otherwise.
 */
export async function requireAllOf(tx: Db, principal: Principal, row: store.KeyRow): Promise<void> {
  requireHeld(principal, row.scopes as Scope[]);
  // Owners and admins do not differ in scopes, so that a key which appoints owners has to be told by whose it is.
  if (isGranted(row.scopes as Scope[], 'tenant:admin') && (await isOwners(tx, principal.tenantId, row.member_id))) {
    if (!(await isOwners(tx, principal.tenantId, principal.memberId))) {
      throw new ApiError('role_exceeded', { role: 'owner' });
    }
  }
  const own = await requireStillHeld(tx, principal);
  if (!own || own.id === row.id) return;
  if (own.allowed_cidrs && !narrowsCidrs(own.allowed_cidrs, row.allowed_cidrs ?? ['0.0.0.0/0', '::/0'])) {
    throw new ApiError('reach_exceeded', { limited_to: 'addresses' });
  }
  if (own.rate_limit_per_minute !== null && own.rate_limit_per_minute < (row.rate_limit_per_minute ?? Infinity)) {
    throw new ApiError('reach_exceeded', { limited_to: 'requests' });
  }
  const outlives = own.expires_at !== null && (row.expires_at === null || row.expires_at > own.expires_at);
  // A key that ends with a member must not lead to one that does not.
  if (outlives || (own.member_id !== null && own.member_id !== row.member_id)) {
    throw new ApiError('reach_exceeded', { limited_to: 'time' });
  }
}

/** Whether an owner answers for it, or nobody does, as for a tenant's first key. */
async function isOwners(tx: Db, tenantId: string, memberId: string | null): Promise<boolean> {
  return memberId === null || (await store.roleOfMember(tx, tenantId, memberId)) === 'owner';
}

/** Throws a 404 unless all of the ids are projects (or agents) of the tenant, within the principal's own limits. */
export async function requireTargets(
  db: Db,
  principal: Principal,
  kind: 'projects' | 'agents',
  chosen: readonly string[],
): Promise<void> {
  if (chosen.length === 0) return;
  const own = kind === 'projects' ? principal.projectIds : principal.agentIds;
  const missing = await store.missingTargets(db, principal.tenantId, kind, [...new Set(chosen)], own);
  if (missing.length > 0) throw notFound(kind === 'projects' ? 'project' : 'agent');
}

/** Throws `reach_exceeded` when a key's limits would become wider. */
export function requireNarrower(kind: 'projects' | 'agents', before: Reach, after: Reach | undefined): void {
  if (after !== undefined && !narrows(before, after)) throw new ApiError('reach_exceeded', { limited_to: kind });
}

/** Whether every address of `inner` is one of `outer`. Null: all addresses. */
export function narrowsCidrs(outer: readonly string[] | null, inner: readonly string[]): boolean {
  if (outer === null) return true;
  return inner.every((cidr) => outer.some((wide) => contains(wide, cidr)));
}

function contains(wide: string, narrow: string): boolean {
  const [wideAddress, wideBits] = ipaddr.parseCIDR(wide);
  const [address, bits] = ipaddr.parseCIDR(narrow);
  return wideAddress.kind() === address.kind() && bits >= wideBits && address.match(wideAddress, wideBits);
}

/** A test for addresses, taken apart once and not at every request. An IPv4 address in IPv6's clothes is taken for what it is. */
export function addressTest(cidrs: readonly string[]): (address: string) => boolean {
  const ranges = cidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits));
  };
}
