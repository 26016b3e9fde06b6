import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue, WorkHandler } from '../../platform/queue/index.ts';
import { makeJob, repeat, type Walk, walkOf, walkRules } from '../ingest/index.ts';
import { listVisitedPages, lockWalk, type NewSource } from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { formOf } from './definition.ts';
import * as store from './store.ts';

export interface VisitDeps {
  clock: Clock;
  queue: Queue;
  quotas: Quotas;
}

/** The kind of work that visits a source at its time. */
export const VISIT_SOURCE = 'visit-source';

const HOUR_MS = 3_600_000;
/** After a visit that could not begin, as when too many jobs are active. */
const POSTPONED_MS = HOUR_MS;
/** More than a walk may have. */
const MOST_PAGES = 10_000;

/**
 * Within a transaction that holds the source: makes the job of a visit, and puts the next one on the calendar. Call
 * `queue.wake` afterwards.
 *
 * @returns the job's id
 * @throws ApiError `source_busy`, `feature_unavailable`, `too_many_jobs`, `pages_exhausted`; nothing is written then
 */
export async function startVisit(deps: VisitDeps, tx: Db, source: store.SourceRow): Promise<string> {
  const { tenant_id: tenantId, id: sourceId, project_id: projectId, name, every_hours: hours } = source;
  await deps.quotas.requireFeature(tx, tenantId, 'crawl');
  const { walk, sources } = await pagesOf(tx, source);
  const jobId = uuidv7();
  await makeJob(deps, tx, tenantId, { id: jobId, projectId, kind: 'ingest', name, sourceId, crawl: walk }, sources);
  const next = hours === null ? null : new Date(deps.clock.now().getTime() + hours * HOUR_MS);
  await store.updateSource(tx, source, { last_job_id: jobId, next_visit_at: next });
  await putOnCalendar(deps, tx, { ...source, next_visit_at: next });
  return jobId;
}

async function pagesOf(tx: Db, source: store.SourceRow): Promise<{ walk: Walk; sources: NewSource[] }> {
  const form = formOf(source);
  const first = walkOf(form);
  if (source.last_job_id === null) return first;
  const job = { tenant_id: source.tenant_id, job_id: source.last_job_id };
  const last = await lockWalk(tx, job);
  if (last?.status === 'queued' || last?.status === 'running') {
    throw new ApiError('source_busy', { job_id: source.last_job_id });
  }
  const walk = walkRules.safeParse(last?.crawl).data ?? null;
  return repeat(form, first, { walk, pages: await listVisitedPages(tx, job, MOST_PAGES) });
}

/**
 * Has a source visited at its next time, as work that exists exactly if that time does. Each item knows the time it is for:
 * when the source gets another one, what was enqueued before finds nothing to do.
 */
export async function putOnCalendar(
  { queue }: Pick<VisitDeps, 'queue'>,
  tx: Db,
  { tenant_id: tenantId, id: sourceId, next_visit_at: at }: store.SourceRow,
): Promise<void> {
  if (at === null) return;
  const payload = { sourceId, at: at.toISOString() };
  await queue.enqueue(tx, [{ kind: VISIT_SOURCE, tenantId, payload, runAt: at }]);
}

const payload = z.strictObject({ sourceId: z.string(), at: z.string() });

/** Does that work. However long the server was away, a source is visited once. */
export const visitSources =
  (deps: VisitDeps & { db: Db }): WorkHandler =>
  async (item, context) => {
    const { sourceId, at } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    await deps.db.transaction().execute(async (tx) => {
      const source = await store.lockSource(tx, tenantId, sourceId);
      if (source?.next_visit_at?.toISOString() === at) await visitNowOrLater(deps, tx, source);
      await context.complete(tx);
    });
    deps.queue.wake();
  };

async function visitNowOrLater(deps: VisitDeps, tx: Db, source: store.SourceRow): Promise<void> {
  try {
    await startVisit(deps, tx, source);
  } catch (error) {
    // Refused before anything was written.
    if (!(error instanceof ApiError)) throw error;
    const next = new Date(deps.clock.now().getTime() + POSTPONED_MS);
    await store.updateSource(tx, source, { next_visit_at: next });
    await putOnCalendar(deps, tx, { ...source, next_visit_at: next });
  }
}
