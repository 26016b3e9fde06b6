import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { endSources, findQueuedSources, insertSources, type NewSource, type QueuedSource } from './source-store.ts';

interface JobRef {
  tenant_id: string;
  job_id: string;
}

const sourcesOf = (db: Db, { tenant_id: tenantId, job_id: jobId }: JobRef) =>
  db.selectFrom('job_sources').where('tenant_id', '=', tenantId).where('job_id', '=', jobId);

/** The first of a job's sources that waits. */
export async function nextQueuedSource(db: Db, job: JobRef): Promise<QueuedSource | undefined> {
  const next = await sourcesOf(db, job)
    .select('ordinal')
    .where('status', '=', 'queued')
    .orderBy('ordinal')
    .limit(1)
    .executeTakeFirst();
  if (!next) return undefined;
  const [source] = await findQueuedSources(db, job.tenant_id, job.job_id, [next.ordinal]);
  return source;
}

export async function hasQueuedSources(tx: Db, job: JobRef): Promise<boolean> {
  const row = await sourcesOf(tx, job).select('ordinal').where('status', '=', 'queued').limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Adds those of the pages that the job does not have yet, as many as there is room for. One that waits already counts as
 * near to the start as it was ever found.
 *
 * @param found with URLs, all equally far from the start
 * @param first the ordinal to begin with, from `nextOrdinal`
 */
export async function addPages(
  tx: Db,
  job: JobRef,
  found: readonly NewSource[],
  first: number,
  most: { pages: number; sitemaps: number },
): Promise<number> {
  const urls = found.flatMap(({ url }) => url ?? []);
  const rows = await sourcesOf(tx, job).select('url').where(sql<boolean>`url = ANY(${urls}::text[])`).execute();
  const known = new Set(rows.map(({ url }) => url));
  const depth = found[0]?.depth ?? 0;
  await tx
    .updateTable('job_sources')
    .set({ depth })
    .where('tenant_id', '=', job.tenant_id)
    .where('job_id', '=', job.job_id)
    .where(sql<boolean>`url = ANY(${urls}::text[])`)
    .where('status', '=', 'queued')
    .where('depth', '>', depth)
    .execute();
  const counted = await sourcesOf(tx, job)
    .select(({ fn, eb }) => [
      fn
        .countAll<number>()
        .filterWhere(eb.and([eb('kind', '=', 'url'), eb('status', 'not in', ['removed', 'expanded'])]))
        .as('pages'),
      fn.countAll<number>().filterWhere('kind', '=', 'sitemap').as('sitemaps'),
    ])
    .executeTakeFirstOrThrow();
  const added = found.filter(({ url }) => !known.has(url ?? null));
  const sitemaps = added
    .filter(({ kind }) => kind === 'sitemap')
    .slice(0, Math.max(0, most.sitemaps - counted.sitemaps));
  const pages = added.filter(({ kind }) => kind === 'url').slice(0, Math.max(0, most.pages - counted.pages));
  await insertSources(tx, job.tenant_id, job.job_id, [...sitemaps, ...pages], first);
  return sitemaps.length + pages.length;
}

/** Ends the sources that wait, without having looked at them. */
export async function leaveOutRest(tx: Db, { tenant_id: tenantId, job_id: jobId }: JobRef): Promise<void> {
  await tx
    .updateTable('job_sources')
    .set({ status: 'cancelled', text: null })
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .where('status', '=', 'queued')
    .execute();
}

/** Whether the last `count` sources that ended failed, all of them, with one of the codes. */
export async function lastAllFailed(tx: Db, job: JobRef, count: number, codes: readonly string[]): Promise<boolean> {
  const last = await sourcesOf(tx, job)
    .select(['status', 'error_code'])
    .where('status', '<>', 'queued')
    .orderBy('ordinal', 'desc')
    .limit(count)
    .execute();
  return (
    last.length === count &&
    last.every(({ status, error_code }) => status === 'failed' && codes.includes(error_code ?? ''))
  );
}

/** Whether a sitemap failed, or any source with one of the codes. */
export async function anyFailed(tx: Db, job: JobRef, codes: readonly string[]): Promise<boolean> {
  const row = await sourcesOf(tx, job)
    .select('ordinal')
    .where('status', '=', 'failed')
    .where((eb) => eb.or([eb('kind', '=', 'sitemap'), eb('error_code', 'in', codes)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes what happened besides the sources, as outcomes of their own. */
export async function addOutcomes(
  tx: Db,
  job: JobRef,
  outcomes: readonly { label: string; status: 'removed' | 'failed'; error?: { code: string; message: string } }[],
  first: number,
): Promise<void> {
  const rows = outcomes.map(({ label }) => ({ kind: 'url', label, metadata: '{}' }));
  await insertSources(tx, job.tenant_id, job.job_id, rows, first);
  const ended = outcomes.map(({ label: _, ...outcome }, index) => ({ ordinal: first + index, ...outcome }));
  await endSources(tx, job.tenant_id, job.job_id, ended);
}

/** What a job read or was to read, nearest to its start first, except what was gone. */
export const listVisitedPages = (db: Db, job: JobRef, limit: number): Promise<{ url: string; depth: number }[]> =>
  sourcesOf(db, job)
    .select([sql<string>`url`.as('url'), 'depth'])
    .where('kind', '=', 'url')
    .where('url', 'is not', null)
    .where('status', '<>', 'removed')
    .where((eb) => eb.or([eb('error_code', 'is', null), eb('error_code', '<>', 'not_found')]))
    .orderBy('depth')
    .orderBy('ordinal')
    .limit(limit)
    .execute();

/** How a job's pages are visited and how it stands, kept from changing until the transaction ends. */
export const lockWalk = (tx: Db, { tenant_id: tenantId, job_id: jobId }: JobRef) =>
  tx
    .selectFrom('jobs')
    .select(['status', 'crawl'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .forUpdate()
    .executeTakeFirst();
