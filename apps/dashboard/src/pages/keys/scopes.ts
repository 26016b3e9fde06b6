import { defaultChildScopes, expandScopes, type Scope } from '@ragkeep/access';

/** Scopes that belong together, as a person looks for them. */
export const SCOPE_GROUPS: readonly { title: string; scopes: readonly Scope[] }[] = [
  {
    title: 'Documents and answers',
    scopes: ['query', 'ingest', 'projects:read', 'projects:write', 'jobs:read', 'jobs:write', 'analytics:read'],
  },
  {
    title: 'Agents, users and their conversations',
    scopes: [
      'agents:read',
      'agents:write',
      'conversations:read',
      'conversations:write',
      'memory:read',
      'memory:write',
      'users:read',
      'users:write',
    ],
  },
  {
    title: 'Widgets, apps and outside services',
    scopes: ['embeds:read', 'embeds:write', 'apps:read', 'apps:write', 'credentials:read', 'credentials:write'],
  },
  {
    title: 'Administration',
    scopes: ['keys:read', 'keys:write', 'keys:verify', 'members:read', 'members:write', 'tenant:read', 'tenant:admin'],
  },
];

export type PresetName = 'work' | 'ask' | 'ingest' | 'read' | 'most' | 'own';

interface Preset {
  name: PresetName;
  title: string;
  about: string;
  /** Of what the maker holds; none where the person chooses. */
  scopes: (held: readonly Scope[]) => readonly Scope[];
}

const among = (wanted: readonly Scope[]) => (held: readonly Scope[]) => wanted.filter((scope) => held.includes(scope));

export const PRESETS: readonly Preset[] = [
  {
    name: 'work',
    title: 'Bring in and ask',
    about: 'For n8n, scripts and back ends: add documents, search, ask.',
    scopes: among(['ingest', 'query', 'projects:read', 'agents:read']),
  },
  {
    name: 'ask',
    title: 'Ask only',
    about: 'For a chat’s server side: search and ask, nothing else.',
    scopes: among(['query']),
  },
  {
    name: 'ingest',
    title: 'Bring in only',
    about: 'For an importer: add, replace and delete documents, never read answers.',
    scopes: among(['ingest']),
  },
  {
    name: 'read',
    title: 'Read only',
    about: 'For reports and monitoring: read and ask, change nothing.',
    scopes: (held) => defaultChildScopes(held).filter((scope) => scope === 'query' || scope.endsWith(':read')),
  },
  {
    name: 'most',
    title: 'Everything but administration',
    about: 'All that you may, save keys, members and the tenant itself.',
    scopes: (held) => defaultChildScopes(held),
  },
  { name: 'own', title: 'Choose the scopes', about: 'One by one, each explained.', scopes: () => [] },
];

/** The fewest scopes that say the same: what another one includes is left out. */
export const essential = (scopes: readonly Scope[]): Scope[] =>
  scopes.filter((scope) => !scopes.some((other) => other !== scope && expandScopes([other]).includes(scope)));

/** For a cell of a table: the first few, and how many more. */
export function summaryOf(scopes: readonly Scope[], most = 3): string {
  if (scopes.includes('tenant:admin')) return 'Everything';
  const few = essential(scopes);
  return few.length <= most ? few.join(', ') : `${few.slice(0, most - 1).join(', ')} and ${few.length - most + 1} more`;
}
