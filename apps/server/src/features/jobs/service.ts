import type { QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import * as store from './store.ts';

export interface JobDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
}

export type Job = ResultOf<typeof routes.getJob>;

export async function getJob(deps: Pick<JobDeps, 'db'>, principal: Principal, id: string): Promise<Job> {
  const row = await store.findJob(deps.db, principal, id);
  if (!row) throw notFound('job');
  const [job] = await withFailures(deps.db, principal.tenantId, [row]);
  if (!job) throw notFound('job');
  return job;
}

export async function listJobs(deps: JobDeps, principal: Principal, query: QueryOf<typeof routes.listJobs>) {
  const { status, project_id: projectId } = query;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `jobs:${status ?? ''}:${projectId ?? ''}`,
    principal.tenantId,
    query,
    (after, limit) => store.listJobs(deps.db, principal, { status, projectId }, after, limit),
    (row) => row.id,
  );
  return { data: await withFailures(deps.db, principal.tenantId, data), next_cursor };
}

/** Leaves out what was not begun; a source that is being read ends as if nothing had happened to it. */
export async function cancelJob(deps: JobDeps, principal: Principal, id: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const job = await store.lockJob(tx, principal, id);
    if (!job) throw notFound('job');
    if (job.status === 'cancelled') return;
    if (job.status !== 'queued' && job.status !== 'running') throw new ApiError('job_finished', { status: job.status });
    await store.cancelJob(tx, principal.tenantId, id, deps.clock.now());
  });
}

async function withFailures(db: Db, tenantId: string, rows: store.JobRow[]): Promise<Job[]> {
  const ids = rows.filter((row) => row.failed > 0).map((row) => row.id);
  const failures = ids.length === 0 ? [] : await store.listFailures(db, tenantId, ids);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Job['kind'],
    project_id: row.project_id,
    status: row.status as Job['status'],
    progress: { done: row.succeeded + row.unchanged + row.failed, total: row.total, unit: 'documents' },
    documents: {
      succeeded: row.succeeded,
      unchanged: row.unchanged,
      failed: row.failed,
      failures: failures
        .filter((failure) => failure.job_id === row.id)
        .map(({ label, error_code, error_message }) => ({
          source: label,
          code: error_code ?? 'unknown',
          message: error_message ?? '',
        })),
    },
    passages: { searchable: row.passages, embedded: Math.max(0, row.passages - row.pending) },
    pages: row.pages,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }));
}
