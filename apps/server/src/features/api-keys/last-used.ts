import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import { touchKeys } from './store.ts';

/** When keys were last used, written in batches: a row written at every request would cost more than the request. */
export interface LastUsed {
  note(tenantId: string, keyId: string, at: Date): void;
  /** Writes what was noted; on failure it is kept for the next time. */
  flush(): Promise<void>;
}

export function createLastUsed(deps: { db: Db; log: Log }): LastUsed {
  let noted = new Map<string, Map<string, Date>>();
  const note = (tenantId: string, keyId: string, at: Date) => {
    const keys = noted.get(tenantId) ?? new Map<string, Date>();
    const known = keys.get(keyId);
    if (!known || known < at) keys.set(keyId, at);
    noted.set(tenantId, keys);
  };
  return {
    note,
    async flush() {
      const batch = noted;
      noted = new Map();
      for (const [tenantId, keys] of batch) {
        try {
          await touchKeys(
            deps.db,
            tenantId,
            [...keys].map(([id, at]) => ({ id, at })),
          );
        } catch (error) {
          deps.log.error({ err: error }, 'last-used times could not be written');
          for (const [id, at] of keys) note(tenantId, id, at);
        }
      }
    },
  };
}
