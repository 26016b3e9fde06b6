import type { Reach } from '@ragkeep/access';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type SourceRow = Selectable<Tables['job_sources']>;
export type NewSource = Omit<Insertable<Tables['job_sources']>, 'tenant_id' | 'job_id' | 'ordinal' | 'status'>;
export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export type JobRow = Selectable<Tables['jobs']> & {
  total: number;
  succeeded: number;
  unchanged: number;
  failed: number;
  passages: number;
  pending: number;
  pages: number;
};

export interface JobView {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

/** Postgres takes 65,535 parameters a statement; a source has 11. */
const SOURCES_PER_STATEMENT = 1000;

export async function insertJob(
  tx: Db,
  tenantId: string,
  job: { id: string; projectId: string; kind: 'ingest' | 'reingest'; createdAt: Date },
  sources: NewSource[],
): Promise<void> {
  const { id, projectId, kind, createdAt } = job;
  await tx
    .insertInto('jobs')
    .values({ tenant_id: tenantId, id, project_id: projectId, kind, status: 'queued', created_at: createdAt })
    .execute();
  for (let first = 0; first < sources.length; first += SOURCES_PER_STATEMENT) {
    const rows = sources.slice(first, first + SOURCES_PER_STATEMENT).map((source, index) => ({
      ...source,
      tenant_id: tenantId,
      job_id: id,
      ordinal: first + index,
      status: 'queued',
    }));
    await tx.insertInto('job_sources').values(rows).execute();
  }
}

const visible = (db: Db, view: JobView) =>
  db
    .selectFrom('jobs')
    .where('jobs.tenant_id', '=', view.tenantId)
    .$if(view.projectIds !== null, (query) =>
      query.where(sql<boolean>`jobs.project_id = ANY(${view.projectIds}::uuid[])`),
    )
    .$if(view.agentIds !== null, (query) => query.where(sql<boolean>`false`));

/** With the counts of its sources, and of the passages that have no vector yet. */
const detailed = (db: Db, view: JobView) => {
  const count = (status: string) => sql<number>`count(*) FILTER (WHERE status = ${status})`.as(status);
  return visible(db, view)
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('job_sources')
          .select([
            sql<number>`count(*)`.as('total'),
            count('succeeded'),
            count('unchanged'),
            count('failed'),
            sql<number>`coalesce(sum(passages), 0)`.as('passages'),
            sql<number>`coalesce(sum(pages), 0)`.as('pages'),
          ])
          .whereRef('job_sources.tenant_id', '=', 'jobs.tenant_id')
          .whereRef('job_sources.job_id', '=', 'jobs.id')
          .as('sources'),
      (join) => join.onTrue(),
    )
    .selectAll('jobs')
    .select(['total', 'succeeded', 'unchanged', 'failed', 'passages', 'pages'])
    .select((eb) =>
      eb
        .selectFrom('pending_embeddings')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('pending_embeddings.tenant_id', '=', 'jobs.tenant_id')
        .whereRef('pending_embeddings.job_id', '=', 'jobs.id')
        .$asScalar()
        .$castTo<number>()
        .as('pending'),
    );
};

export const findJob = (db: Db, view: JobView, id: string): Promise<JobRow | undefined> =>
  detailed(db, view).where('jobs.id', '=', id).executeTakeFirst();

export const listJobs = (
  db: Db,
  view: JobView,
  filter: { status?: JobStatus | undefined; projectId?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<JobRow[]> =>
  detailed(db, view)
    .$if(filter.status !== undefined, (query) => query.where('jobs.status', '=', filter.status ?? ''))
    .$if(filter.projectId !== undefined, (query) => query.where('jobs.project_id', '=', filter.projectId ?? ''))
    .$if(after !== undefined, (query) => query.where('jobs.id', '<', after ?? ''))
    .orderBy('jobs.id', 'desc')
    .limit(limit)
    .execute();

/** The first 100 sources that failed, of each of the jobs. */
export const listFailures = (db: Db, tenantId: string, jobIds: string[]) =>
  db
    .selectFrom('job_sources')
    .select(['job_id', 'label', 'error_code', 'error_message'])
    .where('tenant_id', '=', tenantId)
    .where('job_id', 'in', jobIds)
    .where('status', '=', 'failed')
    .where(({ eb, selectFrom }) =>
      eb(
        selectFrom('job_sources as before')
          .select((inner) => inner.fn.countAll<number>().as('count'))
          .whereRef('before.tenant_id', '=', 'job_sources.tenant_id')
          .whereRef('before.job_id', '=', 'job_sources.job_id')
          .where('before.status', '=', 'failed')
          .whereRef('before.ordinal', '<', 'job_sources.ordinal'),
        '<',
        100,
      ),
    )
    .orderBy('job_id')
    .orderBy('ordinal')
    .execute();

export const lockJob = (tx: Db, view: JobView, id: string) =>
  visible(tx, view).select('jobs.status').where('jobs.id', '=', id).forUpdate().executeTakeFirst();

export async function cancelJob(tx: Db, tenantId: string, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('job_sources')
    .set({ status: 'cancelled', text: null })
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', id)
    .where('status', '=', 'queued')
    .execute();
  await tx
    .updateTable('jobs')
    .set({ status: 'cancelled', finished_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

/** Marks the job as begun and gives the source to work on, unless it is done or the job was cancelled or deleted. */
export async function beginSource(
  db: Db,
  tenantId: string,
  jobId: string,
  ordinal: number,
  now: Date,
): Promise<(SourceRow & { project_id: string }) | undefined> {
  await db
    .updateTable('jobs')
    .set({ status: 'running', started_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .where('status', '=', 'queued')
    .execute();
  return db
    .selectFrom('job_sources')
    .innerJoin('jobs', (join) =>
      join.onRef('jobs.tenant_id', '=', 'job_sources.tenant_id').onRef('jobs.id', '=', 'job_sources.job_id'),
    )
    .selectAll('job_sources')
    .select('jobs.project_id')
    .where('job_sources.tenant_id', '=', tenantId)
    .where('job_sources.job_id', '=', jobId)
    .where('job_sources.ordinal', '=', ordinal)
    .where('job_sources.status', '=', 'queued')
    .executeTakeFirst();
}

export interface SourceOutcome {
  status: 'succeeded' | 'unchanged' | 'failed';
  documentId?: string;
  passages?: number;
  pages?: number;
  error?: { code: string; message: string };
}

/** @returns false when the source is not waiting any more, as after a cancellation */
export async function endSource(
  tx: Db,
  tenantId: string,
  jobId: string,
  ordinal: number,
  outcome: SourceOutcome,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('job_sources')
    .set({
      status: outcome.status,
      text: null,
      document_id: outcome.documentId ?? null,
      passages: outcome.passages ?? 0,
      pages: outcome.pages ?? 0,
      error_code: outcome.error?.code ?? null,
      error_message: outcome.error?.message ?? null,
    })
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .where('ordinal', '=', ordinal)
    .where('status', '=', 'queued')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Ends the jobs that have nothing left to do: every source read and every passage embedded. A job fails when not one of
 * its sources succeeded, with the first failure's reason.
 *
 * @param options.withoutVectors ends those too whose passages still wait for vectors, when the encoder is away for long
 */
export async function endFinishedJobs(
  db: Db,
  tenantId: string,
  jobIds: string[],
  now: Date,
  options: { withoutVectors?: boolean } = {},
): Promise<void> {
  if (jobIds.length === 0) return;
  const waiting = options.withoutVectors
    ? sql``
    : sql`AND NOT EXISTS (SELECT FROM pending_embeddings p WHERE p.tenant_id = ${tenantId} AND p.job_id = jobs.id)`;
  await sql`
    UPDATE jobs SET
      finished_at = ${now},
      status = CASE WHEN outcome.good > 0 THEN 'succeeded' ELSE 'failed' END,
      error_code = CASE WHEN outcome.good > 0 THEN NULL ELSE outcome.code END,
      error_message = CASE WHEN outcome.good > 0 THEN NULL ELSE outcome.message END
    FROM (
      SELECT job_id, count(*) FILTER (WHERE status IN ('succeeded', 'unchanged')) AS good,
             count(*) FILTER (WHERE status = 'queued') AS waiting,
             (array_agg(error_code ORDER BY ordinal) FILTER (WHERE status = 'failed'))[1] AS code,
             (array_agg(error_message ORDER BY ordinal) FILTER (WHERE status = 'failed'))[1] AS message
      FROM job_sources WHERE tenant_id = ${tenantId} AND job_id = ANY(${jobIds}::uuid[]) GROUP BY job_id
    ) AS outcome
    WHERE jobs.tenant_id = ${tenantId} AND jobs.id = outcome.job_id
      AND jobs.status IN ('queued', 'running') AND outcome.waiting = 0 ${waiting}`.execute(db);
}

export const unfinishedJobIds = async (db: Db, tenantId: string, projectId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('jobs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .where('status', 'in', ['queued', 'running'])
    .execute();
  return rows.map((row) => row.id);
};
