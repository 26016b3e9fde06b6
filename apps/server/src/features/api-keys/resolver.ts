import { type KeyFormat, parseKey, type Scope } from '@ragkeep/access';
import type { Resolvers } from '../../access/guard.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { LastUsed } from './last-used.ts';
import { digestOf } from './service.ts';
import { findActiveKey, findSecret } from './store.ts';

/**
 * Turns a key into its principal. Shape and checksum come first, so a made-up key costs no look-up; then the full digest is
 * looked up, so that a revoked or expired key takes the same way as an unknown one.
 */
export function keyResolver(deps: { db: Db; clock: Clock; keyFormats: KeyFormat[]; lastUsed: LastUsed }): Resolvers {
  const { db, clock, keyFormats, lastUsed } = deps;
  return {
    looksLikeKey: (text) => parseKey(keyFormats, text) !== null,
    async key(value) {
      const now = clock.now();
      const secret = await findSecret(db, digestOf(value), now);
      const row = secret && (await findActiveKey(db, secret.tenant_id, secret.key_id, now));
      if (!row) return null;
      lastUsed.note(row.tenant_id, row.id, now);
      return {
        type: 'key',
        id: row.id,
        tenantId: row.tenant_id,
        scopes: row.scopes as Scope[],
        projectIds: row.project_ids,
        agentIds: row.agent_ids,
      };
    },
  };
}
