import { sql } from 'kysely';
import type { Db } from './index.ts';

/** What autovacuum does on a server, for the embedded database, which has none. */
export interface Maintenance {
  /** Something was written in bulk. */
  noteChanges(): void;
  /** Clears away dead rows and refreshes the planner's statistics, if there were changes since the last time. */
  run(): Promise<void>;
}

/**
 * Without it the planner of the embedded database guesses, and deleted passages keep their weight in BM25. Measured at 20,000
 * passages: 0.2–0.7 s, and half the time for lexical searches in small projects afterwards.
 */
export function createMaintenance(db: Db): Maintenance {
  let changed = false;
  return {
    noteChanges() {
      changed = true;
    },
    async run() {
      if (!changed) return;
      changed = false;
      await sql`VACUUM (ANALYZE)`.execute(db);
    },
  };
}
