import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Db } from './index.ts';

/** It holds up everybody else for as long as it takes. */
const AT_MOST_EVERY_MS = 60_000;

/** What autovacuum does on a server, for the embedded database, which has none. */
export interface Maintenance {
  /** Something was written in bulk. */
  noteChanges(): void;
  /** Clears away dead rows and refreshes the planner's statistics, if there were changes and the last time is a minute ago. */
  run(): Promise<void>;
  /** Refreshes the statistics of those tables that have become four times larger since the last time. Nothing, most of the time. */
  analyzeGrown(): Promise<void>;
  /** Clears away the dead rows of the tables that work passes through, which every look for work would step over. Some ms. */
  tidyQueues(): Promise<void>;
}

/**
 * Without it the planner of the embedded database guesses, and deleted passages keep their weight in BM25. Measured at 20,000
 * passages: 0.2–0.7 s, and half the time for lexical searches in small projects afterwards.
 */
export function createMaintenance(db: Db, clock: Clock): Maintenance {
  let changed = false;
  let last = 0;
  return {
    noteChanges() {
      changed = true;
    },
    async run() {
      const now = clock.now().getTime();
      if (!changed || now - last < AT_MOST_EVERY_MS) return;
      changed = false;
      last = now;
      await sql`VACUUM (ANALYZE)`.execute(db);
      // No process does it by itself here: the log would grow with all that is written, and so would a start after a kill, which reads it.
      await sql`CHECKPOINT`.execute(db);
    },
    // The check of a foreign key is planned once a connection, here once a process, and again only when the statistics change. What
    // was planned for an empty table reads the whole of a full one: at 16,000 memories each new one took 4 ms, instead of 0.2.
    async analyzeGrown() {
      const { rows } = await sql<{ name: string }>`
        SELECT oid::regclass::text AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND pg_relation_size(oid) > 4 * current_setting('block_size')::int * greatest(relpages, 8)`.execute(db);
      for (const { name } of rows) await sql`ANALYZE ${sql.raw(name)}`.execute(db);
    },
    async tidyQueues() {
      await sql`VACUUM work, pending_embeddings`.execute(db);
    },
  };
}
