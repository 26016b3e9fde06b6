import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import { observe } from './histogram.ts';
import { DAY_MS } from './period.ts';
import { COUNTERS, type CountedRow, type Counter, writeCounts } from './store.ts';
import { Tally } from './tally.ts';

/** What is used, counted in memory and written in batches: a row written at every request would cost more than most of them. */
export interface UsageCounts {
  /**
   * @param route as `GET /api/v1/projects/:project`
   * @param ms null: its length says nothing
   */
  request(principal: Principal, route: string, status: number, ms: number | null): void;
  /** What nobody waits for: it has no caller and no route. */
  work(tenantId: string, place: { projectId: string | null; agentId?: string }, used: Used): void;
  /** Writes what was counted; on failure it is kept for the next time. Resolves when earlier flushes are done, too. */
  flush(): Promise<void>;
}

type Used = Partial<Record<Counter, number>>;

export function createUsageCounts(deps: { db: Db; clock: Clock; log: Log }): UsageCounts {
  let tally = new Tally();
  let writing: Promise<void> = Promise.resolve();
  const today = () => Math.floor(deps.clock.now().getTime() / DAY_MS) * DAY_MS;

  async function write(): Promise<void> {
    const { entries, dropped } = tally;
    tally = new Tally();
    if (dropped > 0) deps.log.warn({ dropped }, 'usage was not counted, since too much waits to be written');
    let failure: unknown;
    for (const [tenantId, ofTenant] of Map.groupBy(entries, (entry) => entry.tenantId)) {
      try {
        await writeCounts(
          deps.db,
          tenantId,
          ofTenant.map(({ row }) => row),
        );
      } catch (error) {
        failure = error;
        for (const entry of ofTenant) tally.add(entry);
      }
    }
    if (failure) deps.log.error({ err: failure }, 'usage counts could not be written');
  }

  return {
    request(principal, route, status, ms) {
      const { tenantId, usage } = principal;
      const row = tally.rowOf(today(), {
        tenantId,
        caller: principal,
        projectId: usage?.projectId ?? null,
        agentId: usage?.agentId ?? null,
        route,
      });
      if (!row) return;
      countStatus(row, status);
      if (ms !== null) observe(row.latency, ms);
      if (!usage) return;
      row.searches += usage.searches;
      row.queries += usage.queries;
      row.unanswered += usage.unanswered;
      row.prompt_tokens += usage.promptTokens;
      row.completion_tokens += usage.completionTokens;
    },
    work(tenantId, { projectId, agentId = null }, used) {
      const row = tally.rowOf(today(), { tenantId, caller: null, projectId, agentId, route: '' });
      if (!row) return;
      for (const counter of COUNTERS) row[counter] += used[counter] ?? 0;
    },
    flush() {
      writing = writing.then(write);
      return writing;
    },
  };
}

function countStatus(row: CountedRow, status: number): void {
  if (status < 300) row.requests_2xx += 1;
  else if (status < 400) row.requests_3xx += 1;
  else if (status < 500) row.requests_4xx += 1;
  else row.requests_5xx += 1;
}
