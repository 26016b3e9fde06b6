import { LRUCache } from 'lru-cache';
import type { Principal } from '../../access/principal.ts';

/** A key that was found good, and when it ends by itself. */
export interface KnownKey {
  principal: Principal;
  /** Null: not until it is revoked. */
  until: Date | null;
}

/** Some 500 bytes each. */
const MAX_KEYS = 20_000;

/**
 * Keys that were verified, in memory, by their digest: the way of a request to its principal without the database. For a process
 * that has the database to itself; with several a change in one would not reach the others.
 */
export interface KeyCache {
  get(digest: Buffer): KnownKey | undefined;
  /** Looks a key up and remembers it, unless something was forgotten meanwhile: what was read may be from before. */
  fill(digest: Buffer, find: () => Promise<KnownKey | null>): Promise<KnownKey | null>;
  /** To be called when a change of keys, or of what keys are limited to, is committed and before it is answered. */
  forget(tenantId: string): void;
}

export function createKeyCache(options: { exclusive: boolean }): KeyCache {
  if (!options.exclusive) return { get: () => undefined, fill: (_digest, find) => find(), forget: () => {} };
  const known = new LRUCache<string, KnownKey>({ max: MAX_KEYS });
  let forgotten = 0;
  return {
    get: (digest) => known.get(digest.toString('base64')),
    async fill(digest, find) {
      const before = forgotten;
      const found = await find();
      if (found && before === forgotten) known.set(digest.toString('base64'), found);
      return found;
    },
    forget(tenantId) {
      forgotten += 1;
      for (const [digest, { principal }] of known.entries()) {
        if (principal.tenantId === tenantId) known.delete(digest);
      }
    },
  };
}
