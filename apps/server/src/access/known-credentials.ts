import { LRUCache } from 'lru-cache';
import type { Memory } from './changes/index.ts';
import type { Principal } from './principal.ts';

/** A credential that was found good, with all that a request with it needs. The address is the request's own. */
export interface KnownCredential {
  readonly principal: Omit<Principal, 'address'>;
  /** Unix milliseconds when it ends by itself; `Infinity`: not until it is revoked. */
  readonly until: number;
  /** Where it may be used from; null: anywhere. */
  readonly allows: ((address: string) => boolean) | null;
  readonly ratePerMinute: number | null;
  /** Checks what was derived from it; null where nothing can be. */
  readonly derivationKey: Buffer | null;
  /** The tenant's plan, if it leaves out access by such credentials; null: it may be used. */
  readonly planWithoutAccess: string | null;
}

/** About 1.5 kB each: see bench/keys. */
const MAX_KNOWN = 50_000;
/** Digests that belong to nobody, so that a flood of well-formed but unknown credentials stays out of the database. */
const MAX_UNKNOWN = 20_000;

/**
 * Credentials by their digest, in memory: the way of a request to its principal without the database. Only what was read while
 * `isCurrent` is kept or used.
 */
export interface KnownCredentials extends Memory {
  /** Undefined: it must be looked up. Null: it is known to belong to nobody. */
  get(digest: string): KnownCredential | null | undefined;
  /** Looks a credential up and remembers it, unless something was forgotten meanwhile: what was read may be from before. */
  fill(digest: string, find: () => Promise<KnownCredential | null>): Promise<KnownCredential | null>;
  /** Whether this process hears of changes; to be set before the first request. */
  trustWhile(isCurrent: () => boolean): void;
}

export function createKnownCredentials(maxKnown = MAX_KNOWN): KnownCredentials {
  // Found again by tenant, so that a change of one tenant costs what that tenant has here.
  const byTenant = new Map<string, Set<string>>();
  const known = new LRUCache<string, KnownCredential>({
    max: maxKnown,
    dispose(credential, digest) {
      const { tenantId } = credential.principal;
      const digests = byTenant.get(tenantId);
      digests?.delete(digest);
      if (digests?.size === 0) byTenant.delete(tenantId);
    },
  });
  const unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN });
  let isCurrent = () => false;
  let forgotten = 0;

  function remember(digest: string, found: KnownCredential | null): void {
    if (!found) {
      unknown.set(digest, true);
      return;
    }
    known.set(digest, found);
    const { tenantId } = found.principal;
    const digests = byTenant.get(tenantId) ?? new Set();
    byTenant.set(tenantId, digests.add(digest));
  }

  return {
    get(digest) {
      if (!isCurrent()) return undefined;
      return known.get(digest) ?? (unknown.has(digest) ? null : undefined);
    },
    async fill(digest, find) {
      const before = forgotten;
      const wasCurrent = isCurrent();
      const found = await find();
      if (wasCurrent && before === forgotten) remember(digest, found);
      return found;
    },
    forget(tenantId) {
      forgotten += 1;
      // An imported key may have been tried before it was imported.
      unknown.clear();
      for (const digest of [...(byTenant.get(tenantId) ?? [])]) known.delete(digest);
    },
    forgetAll() {
      forgotten += 1;
      unknown.clear();
      known.clear();
      byTenant.clear();
    },
    trustWhile(check) {
      isCurrent = check;
    },
  };
}
