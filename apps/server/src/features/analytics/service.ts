import type { ParamsOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { requireProject } from '../projects/index.ts';
import { quantiles } from './histogram.ts';
import { daysOf, type Period, periodOf } from './period.ts';
import { namesOf, type PartRow, type UsageView, usageParts } from './store.ts';
import { NONE, NOTHING } from './tally.ts';

export interface UsageDeps {
  db: Db;
  clock: Clock;
}

export type Usage = Exclude<ResultOf<typeof routes.getUsage>, Response>;
export type UsageRow = Usage['data'][number];
type Counts = Usage['totals'];
type GroupBy = Usage['group_by'];

export async function getUsage(
  deps: UsageDeps,
  principal: Principal,
  query: QueryOf<typeof routes.getUsage>,
): Promise<Usage> {
  const period = periodOf(query, deps.clock.now());
  const { tenantId, projectIds, agentIds } = principal;
  const view: UsageView = {
    ...{ tenantId, projectIds, agentIds, ...period },
    projectId: query.project_id,
    agentId: query.agent_id,
    callerId: query.key_id,
  };
  const [all] = await usageParts(deps.db, view, 'all');
  const parts = await usageParts(deps.db, view, query.group_by);
  return {
    ...period,
    group_by: query.group_by,
    totals: all ? countsOf(all) : nothing(),
    data: query.group_by === 'day' ? everyDay(period, parts) : await named(deps.db, tenantId, query.group_by, parts),
  };
}

export async function getProjectUsage(
  deps: UsageDeps,
  principal: Principal,
  { project }: ParamsOf<typeof routes.getProjectUsage>,
  query: QueryOf<typeof routes.getProjectUsage>,
): Promise<Usage> {
  const projectId = await requireProject(deps.db, principal, project);
  return getUsage(deps, principal, { ...query, project_id: projectId });
}

/** Days without anything as well, so that they make a chart. */
function everyDay(period: Period, parts: readonly PartRow[]): UsageRow[] {
  const counted = new Map(parts.map((row) => [row.part, row]));
  return daysOf(period).map((day) => {
    const row = counted.get(day);
    return { day, ...(row ? countsOf(row) : nothing()) };
  });
}

async function named(
  db: Db,
  tenantId: string,
  groupBy: Exclude<GroupBy, 'day'>,
  parts: readonly PartRow[],
): Promise<UsageRow[]> {
  if (groupBy === 'route') return parts.map((row) => ({ route: row.part || null, ...countsOf(row) }));
  const ids = parts.map((row) => row.part).filter((id) => id !== NONE);
  const names = await namesOf(db, tenantId, groupBy, ids);
  return parts.map((row) => {
    const one = { id: row.part, name: names.get(row.part) ?? null };
    const counts = countsOf(row);
    if (row.part === NONE) return { [groupBy]: null, ...counts };
    return groupBy === 'key' ? { key: { type: row.caller_type, ...one }, ...counts } : { [groupBy]: one, ...counts };
  });
}

function countsOf(row: PartRow): Counts {
  const { requests, queries, unanswered, searches, pages } = row;
  const latencies = quantiles(
    Object.entries(row.latency ?? {}).map(([bucket, count]) => [Number(bucket), count]),
    [0.5, 0.95, 0.99],
  );
  const [p50 = 0, p95 = 0, p99 = 0] = (latencies ?? []).map((ms) => Number(ms.toPrecision(3)));
  return {
    requests,
    statuses: {
      '2xx': row.requests_2xx,
      '3xx': row.requests_3xx,
      '4xx': row.requests_4xx,
      '5xx': row.requests_5xx,
    },
    errors: row.requests_4xx + row.requests_5xx,
    ...{ queries, unanswered, searches, pages },
    tokens: { prompt: row.prompt_tokens, completion: row.completion_tokens },
    latency_ms: latencies && { p50, p95, p99 },
  };
}

const nothing = (): Counts => countsOf({ ...NOTHING, part: '', caller_type: '', requests: 0, latency: null });
