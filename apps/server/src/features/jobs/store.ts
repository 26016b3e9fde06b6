import type { Reach } from '@ragkeep/access';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type SourceRow = Selectable<Tables['job_sources']>;
/** A source that waits to be read. */
export type QueuedSource = SourceRow & { project_id: string; job_started_at: Date | null };
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

/** Those of the sources that are to be read: not the ones that are done, or whose job was cancelled or deleted. */
export const findQueuedSources = (
  db: Db,
  tenantId: string,
  jobId: string,
  ordinals: readonly number[],
): Promise<QueuedSource[]> =>
  db
    .selectFrom('job_sources')
    .innerJoin('jobs', (join) =>
      join.onRef('jobs.tenant_id', '=', 'job_sources.tenant_id').onRef('jobs.id', '=', 'job_sources.job_id'),
    )
    .selectAll('job_sources')
    .select(['jobs.project_id', 'jobs.started_at as job_started_at'])
    .where('job_sources.tenant_id', '=', tenantId)
    .where('job_sources.job_id', '=', jobId)
    .where('job_sources.ordinal', 'in', ordinals)
    .where('job_sources.status', '=', 'queued')
    .orderBy('job_sources.ordinal')
    .execute();

export async function startJob(db: Db, tenantId: string, jobId: string, now: Date): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ status: 'running', started_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .where('status', '=', 'queued')
    .execute();
}

export interface SourceOutcome {
  ordinal: number;
  status: 'succeeded' | 'unchanged' | 'failed';
  documentId?: string;
  passages?: number;
  pages?: number;
  error?: { code: string; message: string };
}

/** @returns false when one of the sources was not waiting any more, as after a cancellation */
export async function endSources(
  tx: Db,
  tenantId: string,
  jobId: string,
  outcomes: readonly SourceOutcome[],
): Promise<boolean> {
  const column = <T>(value: (outcome: SourceOutcome) => T) => outcomes.map(value);
  const { numAffectedRows } = await sql`
    UPDATE job_sources SET text = NULL, status = o.status, document_id = o.document_id, passages = o.passages,
      pages = o.pages, error_code = o.error_code, error_message = o.error_message
    FROM unnest(
      ${column((o) => o.ordinal)}::int[], ${column((o) => o.status)}::text[],
      ${column((o) => o.documentId ?? null)}::uuid[], ${column((o) => o.passages ?? 0)}::int[],
      ${column((o) => o.pages ?? 0)}::int[], ${column((o) => o.error?.code ?? null)}::text[],
      ${column((o) => o.error?.message ?? null)}::text[]
    ) AS o (ordinal, status, document_id, passages, pages, error_code, error_message)
    WHERE job_sources.tenant_id = ${tenantId} AND job_sources.job_id = ${jobId}
      AND job_sources.ordinal = o.ordinal AND job_sources.status = 'queued'`.execute(tx);
  return numAffectedRows === BigInt(outcomes.length);
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
  const sources = sql`FROM job_sources s WHERE s.tenant_id = ${tenantId} AND s.job_id = jobs.id`;
  const good = sql`EXISTS (SELECT ${sources} AND s.status IN ('succeeded', 'unchanged'))`;
  const firstFailure = (column: 'error_code' | 'error_message') => sql`CASE WHEN ${good} THEN NULL ELSE (
    SELECT s.${sql.ref(column)} ${sources} AND s.status = 'failed' ORDER BY s.ordinal LIMIT 1) END`;
  await sql`
    UPDATE jobs SET
      finished_at = ${now},
      status = CASE WHEN ${good} THEN 'succeeded' ELSE 'failed' END,
      error_code = ${firstFailure('error_code')},
      error_message = ${firstFailure('error_message')}
    WHERE tenant_id = ${tenantId} AND id = ANY(${jobIds}::uuid[]) AND status IN ('queued', 'running')
      AND NOT EXISTS (SELECT ${sources} AND s.status = 'queued') ${waiting}`.execute(db);
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
