import type { QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import type { JobChanges } from './changes.ts';
import type { JobEnds } from './ends.ts';
import * as store from './store.ts';

export interface JobDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  queue: Queue;
  ends: JobEnds;
  changes: JobChanges;
}

export type Job = ResultOf<typeof routes.getJob>;

export async function getJob(deps: Pick<JobDeps, 'db'>, view: store.JobView, id: string): Promise<Job> {
  const row = await store.findJob(deps.db, view, id);
  if (!row) throw notFound('job');
  const [job] = await withFailures(deps.db, view.tenantId, [row]);
  if (!job) throw notFound('job');
  return job;
}

export async function listJobs(deps: JobDeps, principal: Principal, query: QueryOf<typeof routes.listJobs>) {
  const { kind, status, project_id: projectId } = query;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `jobs:${kind ?? ''}:${status ?? ''}:${projectId ?? ''}`,
    principal.tenantId,
    query,
    (after, limit) => store.listJobs(deps.db, principal, { kind, status, projectId }, after, limit),
    (row) => row.id,
  );
  return { data: await withFailures(deps.db, principal.tenantId, data), next_cursor };
}

/**
 * Leaves out what was not begun; a source that is being read ends as if nothing had happened to it. Files that wait are deleted, and
 * so is what a conversion made.
 */
export async function cancelJob(deps: JobDeps, principal: Principal, id: string): Promise<void> {
  const { tenantId } = principal;
  await deps.db.transaction().execute(async (tx) => {
    const job = await store.lockJob(tx, principal, id);
    if (!job) throw notFound('job');
    if (job.status === 'cancelled') return;
    if (job.status !== 'queued' && job.status !== 'running') throw new ApiError('job_finished', { status: job.status });
    await cancelWithin(deps, tx, tenantId, id, job.result_file_id);
  });
  deps.queue.wake();
  deps.changes.changed(id);
}

/** The same for a job that is locked and under way, as part of a larger transaction. Afterwards wake the queue. */
export async function cancelWithin(
  { clock, queue, ends }: Pick<JobDeps, 'clock' | 'queue' | 'ends'>,
  tx: Db,
  tenantId: string,
  id: string,
  resultFileId: string | null = null,
): Promise<void> {
  const files = await store.cancelJob(tx, tenantId, id, clock.now());
  await discardFiles(tx, queue, tenantId, [...files, resultFileId]);
  await ends.announce(tx, tenantId, [{ id, status: 'cancelled' }]);
}

async function withFailures(db: Db, tenantId: string, rows: store.JobRow[]): Promise<Job[]> {
  const ids = rows.filter((row) => row.failed > 0).map((row) => row.id);
  const failures = ids.length === 0 ? [] : await store.listFailures(db, tenantId, ids);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as Job['kind'],
    name: row.name,
    project_id: row.project_id,
    source_id: row.source_id,
    status: row.status as Job['status'],
    progress: progressOf(row),
    documents: {
      succeeded: row.succeeded,
      unchanged: row.unchanged,
      removed: row.removed,
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
    result:
      row.status === 'succeeded' && row.result_file_id && row.result_until
        ? { expires_at: row.result_until.toISOString() }
        : null,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }));
}

function progressOf(row: store.JobRow): Job['progress'] {
  if (row.kind !== 'conversion') {
    return { done: row.succeeded + row.unchanged + row.removed + row.failed, total: row.total, unit: 'documents' };
  }
  const isRead = row.succeeded > 0;
  return {
    done: isRead ? row.pages : row.pages_done,
    total: isRead ? row.pages : Math.max(row.pages_expected, row.pages_done),
    unit: 'pages',
  };
}
