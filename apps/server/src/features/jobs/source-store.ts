import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type SourceRow = Selectable<Tables['job_sources']>;
/** A source that waits to be read. */
export type QueuedSource = SourceRow & JobOfSource;

interface JobOfSource {
  project_id: string | null;
  job_kind: string;
  job_started_at: Date | null;
  job_created_at: Date;
  /** The source whose visit the job is. */
  visited_source_id: string | null;
  crawl: unknown;
}

export type NewSource = Omit<Insertable<Tables['job_sources']>, 'tenant_id' | 'job_id' | 'ordinal' | 'status'>;
/** Postgres takes 65,535 parameters a statement; a source has 11. */
const SOURCES_PER_STATEMENT = 1000;

/** Adds what a job is to read, from the ordinal `first` on. */
export async function insertSources(
  tx: Db,
  tenantId: string,
  jobId: string,
  sources: NewSource[],
  first = 0,
): Promise<void> {
  for (let start = 0; start < sources.length; start += SOURCES_PER_STATEMENT) {
    const rows = sources.slice(start, start + SOURCES_PER_STATEMENT).map((source, index) => ({
      ...source,
      tenant_id: tenantId,
      job_id: jobId,
      ordinal: first + start + index,
      status: 'queued',
    }));
    await tx.insertInto('job_sources').values(rows).execute();
  }
}

/**
 * Keeps a job from being cancelled, and from growing, until the transaction ends. Always before its sources are written to: the
 * other way round two could wait for each other.
 *
 * @returns false when the job is over
 */
export async function holdJob(tx: Db, tenantId: string, jobId: string): Promise<boolean> {
  const job = await tx
    .selectFrom('jobs')
    .select('status')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .forUpdate()
    .executeTakeFirst();
  return job?.status === 'queued' || job?.status === 'running';
}

/**
 * The ordinal from which more may be added to a job while it runs. Until the transaction ends nobody else adds any.
 *
 * @returns null when the job is over
 */
export async function nextOrdinal(tx: Db, tenantId: string, jobId: string): Promise<number | null> {
  if (!(await holdJob(tx, tenantId, jobId))) return null;
  const { last } = await tx
    .selectFrom('job_sources')
    .select((eb) => eb.fn.max('ordinal').as('last'))
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow();
  return (last ?? -1) + 1;
}

interface SourceRef {
  tenant_id: string;
  job_id: string;
  ordinal: number;
}

/** Changes a source as long as it waits. */
const updateQueued = (db: Db, { tenant_id: tenantId, job_id: jobId, ordinal }: SourceRef) =>
  db
    .updateTable('job_sources')
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .where('ordinal', '=', ordinal)
    .where('status', '=', 'queued');

/**
 * Says how far the reading of a source is.
 *
 * @returns false when nobody waits for it any more: its job was cancelled or deleted
 */
export async function noteProgress(db: Db, source: SourceRef, pagesDone: number): Promise<boolean> {
  const { numUpdatedRows } = await updateQueued(db, source).set({ pages_done: pagesDone }).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps pages for a source until it is done. */
export async function reservePages(tx: Db, source: SourceRef, pages: number): Promise<void> {
  await updateQueued(tx, source).set({ pages_reserved: pages }).execute();
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
    .select([
      'jobs.project_id',
      'jobs.kind as job_kind',
      'jobs.started_at as job_started_at',
      'jobs.created_at as job_created_at',
      'jobs.source_id as visited_source_id',
      'jobs.crawl',
    ])
    .where('job_sources.tenant_id', '=', tenantId)
    .where('job_sources.job_id', '=', jobId)
    .where('job_sources.ordinal', 'in', ordinals)
    .where('job_sources.status', '=', 'queued')
    .orderBy('job_sources.ordinal')
    .execute();

export interface SourceOutcome {
  ordinal: number;
  status: 'succeeded' | 'unchanged' | 'failed' | 'removed' | 'expanded';
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
    UPDATE job_sources SET text = NULL, sealed_password = NULL, status = o.status, document_id = o.document_id, passages = o.passages,
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
