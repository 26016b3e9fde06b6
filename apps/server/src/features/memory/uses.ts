import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import { noteUses } from './store.ts';

/** Which memories questions found, written in batches: rows written at every question would cost more than the question. */
export interface Uses {
  note(tenantId: string, ids: readonly string[]): void;
  /** Writes what was noted. What cannot be written is lost, for it only says what is forgotten first. */
  flush(): Promise<void>;
}

export function createUses({ db, clock, log }: { db: Db; clock: Clock; log: Log }): Uses {
  let noted = new Map<string, Map<string, number>>();
  return {
    note(tenantId, ids) {
      const times = noted.get(tenantId) ?? new Map<string, number>();
      noted.set(tenantId, times);
      for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
    },
    async flush() {
      const batch = noted;
      noted = new Map();
      for (const [tenantId, times] of batch) {
        const used = [...times].map(([id, count]) => ({ id, times: count }));
        await noteUses(db, tenantId, used, clock.now()).catch((error: unknown) =>
          log.error({ err: error }, 'uses of memories could not be written'),
        );
      }
    },
  };
}
