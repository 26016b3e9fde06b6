import { SCOPES, type Scope } from './scopes.ts';

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;

/** What a person is in a tenant. */
export type Role = (typeof ROLES)[number];

const MEMBER: readonly Scope[] = SCOPES.filter(
  (scope) => !scope.startsWith('tenant:') && scope !== 'members:write' && scope !== 'keys:write',
);
const VIEWER: readonly Scope[] = SCOPES.filter((scope) => scope.endsWith(':read') || scope === 'query');

/** What a member of that role may do at most. Owner and admin do not differ in scopes. */
export function scopesOfRole(role: Role): readonly Scope[] {
  switch (role) {
    case 'owner':
    case 'admin':
      return ['tenant:admin'];
    case 'member':
      return MEMBER;
    case 'viewer':
      return VIEWER;
  }
}
