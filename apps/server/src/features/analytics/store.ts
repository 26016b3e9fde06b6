import { type RawBuilder, sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import { withinReach } from '../../access/within-reach.ts';
import type { Db } from '../../platform/db/index.ts';

export const COUNTERS = [
  'requests_2xx',
  'requests_3xx',
  'requests_4xx',
  'requests_5xx',
  'queries',
  'unanswered',
  'searches',
  'pages',
  'prompt_tokens',
  'completion_tokens',
] as const;
export type Counter = (typeof COUNTERS)[number];

/** As the table has it; see its migration. */
export interface CountedRow extends Record<Counter, number> {
  /** As 2026-01-31. */
  day: string;
  caller_id: string;
  caller_type: string;
  project_id: string;
  agent_id: string;
  route: string;
  latency: number[];
}

/** Rows of one statement: half a megabyte. */
const AT_A_TIME = 1000;

/** Adds to what is counted already, whoever counted it. Of a tenant that is gone nothing is written. */
export async function writeCounts(db: Db, tenantId: string, rows: readonly CountedRow[]): Promise<void> {
  const counters = sql.join(COUNTERS.map((counter) => sql.ref(counter)));
  const types = sql.join(COUNTERS.map((counter) => sql`${sql.ref(counter)} bigint`));
  const sums = sql.join(
    COUNTERS.map((counter) => sql`${sql.ref(counter)} = u.${sql.ref(counter)} + excluded.${sql.ref(counter)}`),
  );
  const dimensions = sql`day, caller_id, caller_type, project_id, agent_id, route`;
  // In one order everywhere, so that processes that write the same rows do not wait for each other in a circle.
  const sorted = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  // For the same reason the tenant is held first, as by who deletes it.
  for (let at = 0; at < rows.length; at += AT_A_TIME) {
    await sql`
      WITH tenant AS (SELECT tenant_id FROM tenants WHERE tenant_id = ${tenantId} FOR KEY SHARE)
      INSERT INTO usage_counts AS u (tenant_id, ${dimensions}, ${counters}, latency)
      SELECT tenant_id, ${dimensions}, ${counters}, latency
      FROM tenant, jsonb_to_recordset(${JSON.stringify(sorted.slice(at, at + AT_A_TIME))}::jsonb) AS given (
        day date, caller_id uuid, caller_type text, project_id uuid, agent_id uuid, route text, ${types}, latency int[])
      ON CONFLICT (tenant_id, day, caller_id, project_id, agent_id, route)
      DO UPDATE SET ${sums}, latency = add_counts(u.latency, excluded.latency)`.execute(db);
  }
}

const keyOf = ({ day, caller_id, project_id, agent_id, route }: CountedRow): string =>
  [day, caller_id, project_id, agent_id, route].join(' ');

/** What somebody sees of a period's usage. */
export interface UsageView extends Pick<Principal, 'tenantId' | 'projectIds' | 'agentIds'> {
  /** The first and the last day, as 2026-01-31. */
  from: string;
  to: string;
  projectId?: string | undefined;
  agentId?: string | undefined;
  callerId?: string | undefined;
}

export type Grouping = 'all' | 'day' | 'key' | 'project' | 'agent' | 'route';

export interface PartRow extends Record<Counter, number> {
  /** A day, an id or a route, by the grouping. */
  part: string;
  caller_type: string;
  requests: number;
  /** From bucket to how many; null when no latency was counted. */
  latency: Record<string, number> | null;
}

/** The parts of one answer. */
const MAX_PARTS = 1000;

const PARTS: Readonly<Record<Grouping, RawBuilder<string>>> = {
  all: sql`''`,
  day: sql`day::text`,
  key: sql`caller_id::text`,
  project: sql`project_id::text`,
  agent: sql`agent_id::text`,
  route: sql`route`,
};

/** The usage in parts, those with the most requests first, and no more than the first thousand. */
export async function usageParts(db: Db, view: UsageView, grouping: Grouping): Promise<PartRow[]> {
  const only = (column: string, value: string | undefined) =>
    value === undefined ? sql`` : sql`AND ${sql.ref(column)} = ${value}`;
  const sums = sql.join(COUNTERS.map((counter) => sql`sum(${sql.ref(counter)})::bigint AS ${sql.ref(counter)}`));
  const { rows } = await sql<PartRow>`
    WITH chosen AS (
      SELECT ${PARTS[grouping]} AS part, * FROM usage_counts
      WHERE tenant_id = ${view.tenantId} AND day BETWEEN ${view.from}::date AND ${view.to}::date AND ${withinReach(view)}
        ${only('project_id', view.projectId)} ${only('agent_id', view.agentId)} ${only('caller_id', view.callerId)}
    ), sums AS (
      SELECT part, max(caller_type) AS caller_type, ${sums},
        sum(requests_2xx + requests_3xx + requests_4xx + requests_5xx)::bigint AS requests
      FROM chosen GROUP BY part ORDER BY requests DESC, part LIMIT ${MAX_PARTS}
    ), buckets AS (
      SELECT part, bucket - 1 AS bucket, sum(n)::bigint AS n
      FROM chosen, unnest(latency) WITH ORDINALITY AS counted (n, bucket)
      WHERE n > 0 AND part IN (SELECT part FROM sums) GROUP BY part, bucket
    ), latencies AS (
      SELECT part, jsonb_object_agg(bucket, n) AS latency FROM buckets GROUP BY part
    )
    SELECT sums.*, latencies.latency FROM sums LEFT JOIN latencies USING (part) ORDER BY requests DESC, part`.execute(
    db,
  );
  return rows;
}

/** The names of what there still is of those. */
export async function namesOf(
  db: Db,
  tenantId: string,
  grouping: 'key' | 'project' | 'agent',
  ids: readonly string[],
): Promise<Map<string, string>> {
  const from = (table: string, name: RawBuilder<string>) =>
    sql`SELECT id, ${name} AS name FROM ${sql.table(table)} WHERE tenant_id = ${tenantId} AND id = ANY(${ids}::uuid[])`;
  const plain = sql<string>`name`;
  const ofPerson = sql<string>`coalesce(nullif(trim(first_name || ' ' || last_name), ''), email)`;
  const query = {
    key: () =>
      sql.join(
        [from('api_keys', plain), from('members', ofPerson), from('apps', plain), from('embeds', plain)],
        sql` UNION ALL `,
      ),
    project: () => from('projects', plain),
    agent: () => from('agents', plain),
  }[grouping]();
  const { rows } = await sql<{ id: string; name: string }>`${query}`.execute(db);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Of all tenants. */
export async function deleteBefore(db: Db, day: string): Promise<void> {
  await sql`DELETE FROM usage_counts WHERE day < ${day}::date`.execute(db);
}
