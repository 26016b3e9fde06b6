/** All scopes, in the order in which they are listed everywhere. */
export const SCOPES = [
  'ingest',
  'query',
  'analytics:read',
  'projects:read',
  'projects:write',
  'agents:read',
  'agents:write',
  'jobs:read',
  'jobs:write',
  'memory:read',
  'memory:write',
  'users:read',
  'users:write',
  'conversations:read',
  'conversations:write',
  'keys:read',
  'keys:write',
  'keys:verify',
  'embeds:read',
  'embeds:write',
  'credentials:read',
  'credentials:write',
  'apps:read',
  'apps:write',
  'members:read',
  'members:write',
  'tenant:read',
  'tenant:admin',
] as const;

export type Scope = (typeof SCOPES)[number];

/** What each scope allows, for people who choose one. A `:write` scope includes its `:read`. */
export const SCOPE_DESCRIPTIONS: Readonly<Record<Scope, string>> = {
  ingest: 'Add, replace and delete documents of projects, and follow the jobs that do it',
  query: 'Search, ask agents, and use the OpenAI-compatible and MCP endpoints',
  'analytics:read': 'Read usage and analytics',
  'projects:read': 'List and read projects and their documents',
  'projects:write': 'Create, change and delete projects',
  'agents:read': 'List and read agents',
  'agents:write': 'Create, change and delete agents',
  'jobs:read': 'List and read jobs and their results',
  'jobs:write': 'Start and cancel jobs',
  'memory:read': 'Read and query what is remembered about users',
  'memory:write': 'Add, change and delete what is remembered about users',
  'users:read': 'List and read end users',
  'users:write': 'Create, change and delete end users',
  'conversations:read': 'List and read conversations and their messages',
  'conversations:write': 'Create, continue, change and delete conversations',
  'keys:read': 'List and read API keys, never their secrets',
  'keys:write': 'Create, change, rotate and revoke API keys',
  'keys:verify': 'Check whether an API key of this tenant is valid, and what it may do',
  'embeds:read': 'List and read chat widgets',
  'embeds:write': 'Create, change and delete chat widgets',
  'credentials:read': 'List credentials for outside services, never their secrets',
  'credentials:write': 'Create, change and delete credentials for outside services',
  'apps:read': 'List and read registered local apps',
  'apps:write': 'Register, change and remove local apps',
  'members:read': 'List and read members',
  'members:write': 'Invite, change and remove members',
  'tenant:read': 'Read the tenant and its settings',
  'tenant:admin': 'Everything, the tenant itself included',
};

/**
 * What a registered local app can be granted: all but to administer the tenant, its members, and what lets others in (keys, apps,
 * embeds), for an app's rights end with it and those of what it made would not.
 */
export const APP_SCOPES = SCOPES.filter(
  (scope) => !/^(?:tenant|keys|members|apps|embeds):/.test(scope),
) as readonly AppScope[];

export type AppScope = Exclude<Scope, `${'tenant' | 'keys' | 'members' | 'apps' | 'embeds'}:${string}`>;

const KNOWN: ReadonlySet<string> = new Set(SCOPES);

export function isScope(text: string): text is Scope {
  return KNOWN.has(text);
}

/** A list names something that is no scope; `scope` is what it names. */
export class UnknownScopeError extends Error {
  readonly scope: string;

  constructor(scope: string) {
    super(`Unknown scope: "${scope}". The scopes are: ${SCOPES.join(', ')}.`);
    this.name = 'UnknownScopeError';
    this.scope = scope;
  }
}

/**
 * The scopes of a list, each once, in the order of `SCOPES`.
 *
 * @throws UnknownScopeError for the first that is none
 */
export function parseScopes(list: readonly string[]): Scope[] {
  const unknown = list.find((text) => !isScope(text));
  if (unknown !== undefined) throw new UnknownScopeError(unknown);
  return SCOPES.filter((scope) => list.includes(scope));
}
