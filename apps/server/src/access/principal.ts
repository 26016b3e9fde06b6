import { isGranted, type Reach, type Role, type Scope } from '@ragkeep/access';
import { ApiError } from '../platform/errors.ts';
import type { Using } from './usage.ts';

/**
 * Whoever a request was authenticated as. Made only by a resolver; after it nothing reads a credential again. What a
 * principal may do is its scopes, and where it may do it is its reach.
 */
export interface Principal extends Using {
  readonly type: 'key' | 'member' | 'app' | 'operator' | 'embed';
  /** The key's, member's or app's; the operator has none but its name. */
  readonly id: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  /** The only projects it may touch; null for all of the tenant's. */
  readonly projectIds: Reach;
  /** The only agents it may ask; null for all. */
  readonly agentIds: Reach;
  /** The member whose rights bound it: itself, or whoever made the key or approved the app. Null: nobody answers for it. */
  readonly memberId: string | null;
  /** A member's role; null for a key. */
  readonly role: Role | null;
  /** The session of a member who logged in here; null for every other credential. */
  readonly sessionId: string | null;
  /** Whom a derived key was made for, as it says itself; null for every other credential. */
  readonly derivedFor: string | null;
  /** Put on every search, from a derived key. Null: none. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  /** Who chats in a widget, and sees this visitor's conversations and no others. Absent for all that is no widget. */
  readonly visitorId?: string;
  /** The peer's address, behind trusted proxies the client's. */
  readonly address: string;
}

/** Who did something, for the audit log. */
export interface Actor {
  readonly tenantId: string;
  readonly type: Principal['type'] | 'public';
  readonly id: string | null;
  /** Null for what came by no request. */
  readonly address: string | null;
}

/** By what a principal is kept as the maker of something: the operator has nothing but its type. */
export const idOfMaker = ({ type, id }: Principal): string | null => (type === 'operator' ? null : id);

/** Throws `insufficient_scope` unless the principal holds at least one of the scopes; the refusal names the first. */
export function requireScope(principal: Principal, anyOf: readonly [Scope, ...Scope[]]): void {
  if (anyOf.some((scope) => isGranted(principal.scopes, scope))) return;
  const { role } = principal;
  throw new ApiError('insufficient_scope', { required_scope: anyOf[0], ...(role ? { role } : {}) });
}

/** For what concerns the tenant as a whole: throws `reach_exceeded` for a principal limited to projects or agents. */
export function requireWholeTenant(principal: Principal): void {
  if (principal.projectIds !== null) throw new ApiError('reach_exceeded', { limited_to: 'projects' });
  if (principal.agentIds !== null) throw new ApiError('reach_exceeded', { limited_to: 'agents' });
}
