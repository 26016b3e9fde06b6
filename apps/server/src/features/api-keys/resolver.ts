import { type KeyFormat, parseKey, type Scope } from '@ragkeep/access';
import type { Resolvers } from '../../access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { KeyCache, KnownKey } from './cache.ts';
import type { LastUsed } from './last-used.ts';
import { digestOf } from './service.ts';
import { findActiveKey, findSecret } from './store.ts';

export interface ResolverDeps {
  db: Db;
  clock: Clock;
  keyFormats: KeyFormat[];
  keyCache: KeyCache;
  lastUsed: LastUsed;
}

/**
 * Turns a key into its principal. Shape and checksum come first, so a made-up key costs no look-up; then the full digest is
 * looked up, so that a revoked or expired key takes the same way as an unknown one.
 */
export function keyResolver(deps: ResolverDeps): Resolvers {
  const { clock, keyFormats, keyCache, lastUsed } = deps;
  return {
    looksLikeKey: (text) => parseKey(keyFormats, text) !== null,
    async key(value) {
      const now = clock.now();
      const digest = digestOf(value);
      const known = keyCache.get(digest) ?? (await keyCache.fill(digest, () => findKnown(deps.db, digest, now)));
      if (!known || (known.until !== null && known.until <= now)) return null;
      lastUsed.note(known.principal.tenantId, known.principal.id, now);
      return known.principal;
    },
  };
}

async function findKnown(db: Db, digest: Buffer, now: Date): Promise<KnownKey | null> {
  const secret = await findSecret(db, digest, now);
  const row = secret && (await findActiveKey(db, secret.tenant_id, secret.key_id, now));
  if (!row) return null;
  return {
    principal: {
      type: 'key',
      id: row.id,
      tenantId: row.tenant_id,
      scopes: row.scopes as Scope[],
      projectIds: row.project_ids,
      agentIds: row.agent_ids,
    },
    until: earlier(secret.valid_until, row.expires_at),
  };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
