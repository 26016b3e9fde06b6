import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, Db } from '../db/index.ts';
import type { Metrics } from './metrics.ts';

/** Several that scrape, or one in a hurry, ask the database no more often. */
const KEPT_MS = 5_000;
/** A database that hangs must not take the other figures with it: scrapes are given up after ten seconds. */
const PATIENCE_MS = 3_000;

interface Waiting {
  kind: string;
  active: number;
  waiting: number;
  scheduled: number;
  retrying: number;
  oldest: Date | null;
}

/** Has the state of the queue and of the connections told with every scrape. */
export function observeDatabase(metrics: Metrics, { db, load }: Pick<Database, 'db' | 'load'>, clock: Clock): void {
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> = Promise.resolve();

  async function ask(now: Date): Promise<void> {
    try {
      const rows = await waitingWork(db, now);
      metrics.databaseUp.set(1);
      tell(metrics, rows, now);
    } catch {
      // That it is away is what there is to tell; the requests that fail for it are in the log.
      metrics.databaseUp.set(0);
      tell(metrics, [], now);
    }
  }

  metrics.beforeScrape(async () => {
    for (const [state, count] of Object.entries(load())) metrics.databaseConnections.set({ state }, count);
    const now = clock.now();
    if (Math.abs(now.getTime() - asked) >= KEPT_MS) {
      asked = now.getTime();
      asking = asking.then(() => ask(now));
    }
    const late = delay(PATIENCE_MS, 'late' as const, { ref: false });
    if ((await Promise.race([asking, late])) === 'late') metrics.databaseUp.set(0);
  });
}

function tell({ queueItems, queueOldestSeconds }: Metrics, rows: readonly Waiting[], now: Date): void {
  queueItems.reset();
  queueOldestSeconds.reset();
  for (const { kind, oldest, ...states } of rows) {
    for (const [state, count] of Object.entries(states)) queueItems.set({ kind, state }, count);
    queueOldestSeconds.set({ kind }, oldest === null ? 0 : Math.max(0, now.getTime() - oldest.getTime()) / 1000);
  }
}

/** All tenants' work together: the queue is the deployment's. */
async function waitingWork(db: Db, now: Date): Promise<Waiting[]> {
  const isTaken = sql`lease_until > ${now}`;
  const isFree = sql`(lease_until IS NULL OR lease_until <= ${now})`;
  const { rows } = await sql<Waiting>`
    SELECT kind,
      count(*) FILTER (WHERE ${isTaken}) AS active,
      count(*) FILTER (WHERE ${isFree} AND run_at <= ${now}) AS waiting,
      count(*) FILTER (WHERE ${isFree} AND run_at > ${now} AND last_error IS NULL) AS scheduled,
      count(*) FILTER (WHERE ${isFree} AND run_at > ${now} AND last_error IS NOT NULL) AS retrying,
      min(run_at) FILTER (WHERE ${isFree} AND run_at <= ${now}) AS oldest
    FROM work GROUP BY kind`.execute(db);
  return rows;
}
