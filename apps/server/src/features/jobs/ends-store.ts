import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

export interface EndedJob {
  id: string;
  status: 'succeeded' | 'failed' | 'cancelled';
}

/**
 * Ends the jobs that have nothing left to do: every source read and every passage embedded. A job fails when sources
 * failed and not one was good, with the first failure's reason; one that found nothing to do has succeeded.
 *
 * @param options.withoutVectors ends those too whose passages still wait for vectors, when the encoder is away for long
 * @returns those that ended now
 */
export async function endFinishedJobs(
  tx: Db,
  tenantId: string,
  jobIds: readonly string[],
  now: Date,
  options: { withoutVectors?: boolean } = {},
): Promise<EndedJob[]> {
  if (jobIds.length === 0) return [];
  await holdOpenJobs(tx, tenantId, jobIds);
  const waiting = options.withoutVectors
    ? sql``
    : sql`AND NOT EXISTS (SELECT FROM pending_embeddings p WHERE p.tenant_id = ${tenantId} AND p.job_id = jobs.id)`;
  const sources = sql`FROM job_sources s WHERE s.tenant_id = ${tenantId} AND s.job_id = jobs.id`;
  const good = sql`(EXISTS (SELECT ${sources} AND s.status IN ('succeeded', 'unchanged', 'removed'))
    OR NOT EXISTS (SELECT ${sources} AND s.status = 'failed'))`;
  const firstFailure = (column: 'error_code' | 'error_message') => sql`CASE WHEN ${good} THEN NULL ELSE (
    SELECT s.${sql.ref(column)} ${sources} AND s.status = 'failed' ORDER BY s.ordinal LIMIT 1) END`;
  const { rows } = await sql<EndedJob>`
    UPDATE jobs SET
      finished_at = ${now},
      status = CASE WHEN ${good} THEN 'succeeded' ELSE 'failed' END,
      error_code = ${firstFailure('error_code')},
      error_message = ${firstFailure('error_message')}
    WHERE tenant_id = ${tenantId} AND id = ANY(${jobIds}::uuid[]) AND status IN ('queued', 'running')
      AND NOT EXISTS (SELECT ${sources} AND s.status = 'queued') ${waiting}
    RETURNING id, status`.execute(tx);
  return rows;
}

/**
 * Two that do the last of a job at the same time, one its last source and the other its last vectors, would each see what the other
 * has not committed yet, and neither would end it. So each waits here before it looks.
 */
const holdOpenJobs = (tx: Db, tenantId: string, jobIds: readonly string[]) =>
  tx
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', jobIds)
    .where('status', 'in', ['queued', 'running'])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
