import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';

/** When keys, or apps, were last used, written in batches: a row written at every request would cost more than the request. */
export interface LastUsed {
  /** @param at Unix milliseconds */
  note(tenantId: string, id: string, at: number): void;
  /** Writes what was noted; on failure it is kept for the next time. */
  flush(): Promise<void>;
}

/** @param deps.touch writes a batch of one tenant's */
export function createLastUsed(deps: {
  db: Db;
  log: Log;
  touch: (db: Db, tenantId: string, used: { id: string; at: Date }[]) => Promise<void>;
}): LastUsed {
  let noted = new Map<string, { tenantId: string; at: number }>();
  const note = (tenantId: string, keyId: string, at: number) => {
    const known = noted.get(keyId);
    if (!known) noted.set(keyId, { tenantId, at });
    else if (known.at < at) known.at = at;
  };
  return {
    note,
    async flush() {
      // In one order everywhere, so that processes that write the same rows do not wait for each other in a circle.
      const sorted = [...noted].sort(([one], [other]) => (one < other ? -1 : 1));
      const batch = Map.groupBy(sorted, ([, { tenantId }]) => tenantId);
      noted = new Map();
      for (const [tenantId, keys] of batch) {
        try {
          await deps.touch(
            deps.db,
            tenantId,
            keys.map(([id, { at }]) => ({ id, at: new Date(at) })),
          );
        } catch (error) {
          deps.log.error({ err: error }, 'last-used times could not be written');
          for (const [id, { at }] of keys) note(tenantId, id, at);
        }
      }
    },
  };
}
