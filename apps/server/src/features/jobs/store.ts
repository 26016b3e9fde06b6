import type { Reach } from '@ragkeep/access';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { insertSources, type NewSource } from './source-store.ts';

export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export type JobRow = Selectable<Tables['jobs']> & {
  total: number;
  succeeded: number;
  unchanged: number;
  removed: number;
  failed: number;
  passages: number;
  pending: number;
  pages: number;
  /** Of what is being read. */
  pages_done: number;
  pages_expected: number;
};

export interface JobView {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

export interface NewJob {
  id: string;
  /** Null: a conversion that goes into no project. */
  projectId: string | null;
  kind: 'ingest' | 'reingest' | 'conversion';
  name: string;
  /** The source whose visit it is. */
  sourceId?: string;
  /** Rules by which its pages lead to further ones. */
  crawl?: object;
  createdAt: Date;
}

export async function insertJob(tx: Db, tenantId: string, job: NewJob, sources: NewSource[]): Promise<void> {
  const { id, projectId, kind, name, sourceId, crawl, createdAt } = job;
  await tx
    .insertInto('jobs')
    .values({
      tenant_id: tenantId,
      id,
      project_id: projectId,
      kind,
      name,
      source_id: sourceId ?? null,
      crawl: crawl ? JSON.stringify(crawl) : null,
      status: 'queued',
      created_at: createdAt,
    })
    .execute();
  await insertSources(tx, tenantId, id, sources);
}

const visible = (db: Db, view: JobView) =>
  db
    .selectFrom('jobs')
    .where('jobs.tenant_id', '=', view.tenantId)
    .$if(view.projectIds !== null, (query) =>
      query.where(sql<boolean>`jobs.project_id = ANY(${view.projectIds}::uuid[])`),
    )
    .$if(view.agentIds !== null, (query) => query.where(sql<boolean>`false`));

type Visible = ReturnType<typeof visible>;

/**
 * Jobs with the counts of their sources, and of the passages that have no vector yet. The jobs are chosen first, in a query of
 * their own, so that nothing is counted for others, whatever the planner knows of the tables.
 */
const detailed = (db: Db, view: JobView, choose: (jobs: Visible) => Visible) => {
  const count = (status: string) => sql<number>`count(*) FILTER (WHERE status = ${status})`.as(status);
  return db
    .selectFrom(choose(visible(db, view)).selectAll('jobs').as('jobs'))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('job_sources')
          .select([
            sql<number>`count(*) FILTER (WHERE status <> 'expanded')`.as('total'),
            count('succeeded'),
            count('unchanged'),
            count('removed'),
            count('failed'),
            sql<number>`coalesce(sum(passages), 0)`.as('passages'),
            sql<number>`coalesce(sum(pages), 0)`.as('pages'),
            sql<number>`coalesce(sum(pages_done), 0)`.as('pages_done'),
            sql<number>`coalesce(sum(pages_reserved), 0)`.as('pages_expected'),
          ])
          .where('job_sources.tenant_id', '=', view.tenantId)
          .whereRef('job_sources.job_id', '=', 'jobs.id')
          .as('sources'),
      (join) => join.onTrue(),
    )
    .selectAll('jobs')
    .select([
      'total',
      'succeeded',
      'unchanged',
      'removed',
      'failed',
      'passages',
      'pages',
      'pages_done',
      'pages_expected',
    ])
    .select((eb) =>
      eb
        .selectFrom('pending_embeddings')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .where('pending_embeddings.tenant_id', '=', view.tenantId)
        .whereRef('pending_embeddings.job_id', '=', 'jobs.id')
        .$asScalar()
        .$castTo<number>()
        .as('pending'),
    );
};

export const findJob = (db: Db, view: JobView, id: string): Promise<JobRow | undefined> =>
  detailed(db, view, (jobs) => jobs.where('jobs.id', '=', id)).executeTakeFirst();

/** Newest first, from before the job `after` on. */
export const listJobs = (
  db: Db,
  view: JobView,
  filter: { kind?: string | undefined; status?: JobStatus | undefined; projectId?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<JobRow[]> =>
  detailed(db, view, (jobs) =>
    jobs
      .$if(filter.kind !== undefined, (query) => query.where('jobs.kind', '=', filter.kind ?? ''))
      .$if(filter.status !== undefined, (query) => query.where('jobs.status', '=', filter.status ?? ''))
      .$if(filter.projectId !== undefined, (query) => query.where('jobs.project_id', '=', filter.projectId ?? ''))
      .$if(after !== undefined, (query) => query.where('jobs.id', '<', after ?? ''))
      .orderBy('jobs.id', 'desc')
      .limit(limit),
  )
    .orderBy('jobs.id', 'desc')
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
          .where('before.tenant_id', '=', tenantId)
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
  visible(tx, view)
    .select(['jobs.status', 'jobs.result_file_id'])
    .where('jobs.id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/**
 * Leaves out what was not begun, and forgets what it was sent with.
 *
 * @returns the files that were to be read, which belong to nothing now
 */
export async function cancelJob(tx: Db, tenantId: string, id: string, now: Date): Promise<(string | null)[]> {
  const left = await tx
    .updateTable('job_sources')
    .set({ status: 'cancelled', text: null, sealed_password: null })
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', id)
    .where('status', '=', 'queued')
    .returning('file_id')
    .execute();
  await tx
    .updateTable('jobs')
    .set({ status: 'cancelled', finished_at: now, result_file_id: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  return left.map((source) => source.file_id);
}

export async function startJob(db: Db, tenantId: string, jobId: string, now: Date): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ status: 'running', started_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .where('status', '=', 'queued')
    .execute();
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
