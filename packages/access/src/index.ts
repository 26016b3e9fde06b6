export type { DerivedClaims } from './derived-claims.ts';
export {
  DERIVED_KEY_PATTERN,
  derivationKey,
  deriveKey,
  isDerivedKeyShape,
  type ParsedDerivedKey,
  parseDerivedKey,
} from './derived-keys.ts';
export { defaultChildScopes, derivedScopes, expandScopes, isGranted, notGranted, scopesWithinRole } from './grants.ts';
export { canGenerate, type KeyFormat, parseKeyTemplate } from './key-template.ts';
export { ENVIRONMENTS, type Environment, generateKey, keyPattern, type ParsedKey, parseKey } from './keys.ts';
export { narrows, type Reach } from './reach.ts';
export { ROLES, type Role, scopesOfRole } from './roles.ts';
export {
  APP_SCOPES,
  type AppScope,
  isScope,
  parseScopes,
  SCOPE_DESCRIPTIONS,
  SCOPES,
  type Scope,
  UnknownScopeError,
} from './scopes.ts';
