import { isDerivedKeyShape, parseKey } from '@ragkeep/access';
import { facts, listed } from '@ragkeep/cli/terminal';
import { z } from 'zod';
import { createKnownCredentials } from '../../access/known-credentials.ts';
import { derivedKeyResolver, getKey, keyResolver } from '../../features/api-keys/index.ts';
import { defineCommand } from '../command.ts';
import type { OperatorDeps } from '../deps.ts';
import { operatorOf } from '../principal.ts';
import { requireTenant } from '../store.ts';

/** What is found out about a key; never the key. */
export type Verdict =
  | { verdict: 'malformed' | 'unknown' }
  | {
      verdict: 'valid';
      tenant: { id: string; name: string };
      key: { id: string; name: string; key_prefix: string };
      derived: boolean;
      scopes: readonly string[];
      project_ids: readonly string[] | null;
      agent_ids: readonly string[] | null;
      expires_at: string | null;
    };

async function verify(deps: OperatorDeps, text: string): Promise<Verdict> {
  const derived = isDerivedKeyShape(text);
  if (!derived && parseKey(deps.keyFormats, text) === null) return { verdict: 'malformed' };
  // Looking at a key is no use of it, and nothing is remembered of it.
  const resolving = { ...deps, known: createKnownCredentials(1), lastUsed: { note() {}, async flush() {} } };
  const resolver = derived ? derivedKeyResolver(resolving) : keyResolver(resolving);
  const known = await resolver.resolve(text);
  if (!known || known.until <= deps.clock.now().getTime()) return { verdict: 'unknown' };
  const { tenantId, id, scopes, projectIds, agentIds } = known.principal;
  const key = await getKey(deps, operatorOf(tenantId), id);
  return {
    verdict: 'valid',
    tenant: { id: tenantId, name: (await requireTenant(deps.db, tenantId)).name },
    key: { id, name: key.name, key_prefix: key.key_prefix },
    derived,
    scopes,
    project_ids: projectIds,
    agent_ids: agentIds,
    expires_at: Number.isFinite(known.until) ? new Date(known.until).toISOString() : null,
  };
}

function print(found: Verdict): string {
  switch (found.verdict) {
    case 'malformed':
      return 'This is no key of this server: its form or its checksum is wrong. It was mistyped, cut off, or made elsewhere.';
    case 'unknown':
      return 'Form and checksum are right, but the key is unknown, revoked or expired. It opens nothing here.';
    case 'valid':
      return `The key is ${found.derived ? 'derived from one that is valid' : 'valid'}.\n\n${facts({
        Tenant: `${found.tenant.name} (${found.tenant.id})`,
        Key: `${found.key.name} (${found.key.id}, ${found.key.key_prefix}…)`,
        Scopes: found.scopes.join(', '),
        Projects: listed(found.project_ids, 'all'),
        Agents: listed(found.agent_ids, 'all'),
        Expires: found.expires_at ?? 'never',
      })}`;
  }
}

export const verifyKey = defineCommand({
  name: 'keys verify',
  summary: 'Say whose a key is and what it may do; the key is read from standard input',
  input: z.strictObject({ key: z.string().min(1).max(8192) }),
  secret: { field: 'key', flag: null },
  run: (deps, { key }) => verify(deps, key),
  print,
  failed: ({ verdict }) => verdict !== 'valid',
});
