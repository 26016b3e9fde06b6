export { defaultChildScopes, expandScopes, isGranted, notGranted } from './grants.ts';
export { type KeyFormat, parseKeyTemplate } from './key-template.ts';
export { ENVIRONMENTS, type Environment, generateKey, keyPattern, type ParsedKey, parseKey } from './keys.ts';
export { narrows, type Reach } from './reach.ts';
export { ROLES, type Role, scopesOfRole } from './roles.ts';
export { isScope, parseScopes, SCOPE_DESCRIPTIONS, SCOPES, type Scope, UnknownScopeError } from './scopes.ts';
