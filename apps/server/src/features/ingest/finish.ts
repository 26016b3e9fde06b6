import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Queue, WorkContext } from '../../platform/queue/index.ts';
import { deleteDocumentsOfSource, identityKey } from '../documents/index.ts';
import {
  endSources,
  holdJob,
  insertSources,
  type JobEnds,
  nextOrdinal,
  type QueuedSource,
  type SourceOutcome,
  setResult,
} from '../jobs/index.ts';
import type { Quotas } from '../plans/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import { embedWork } from './embed.ts';
import { CancelledError } from './follow.ts';
import { countedPages } from './pages.ts';
import type { Prepared } from './prepared.ts';
import { keepDocuments, replaceDocuments, type Written } from './replace.ts';
import { readingWork } from './start.ts';

export interface FinishDeps {
  clock: Clock;
  queue: Queue;
  quotas: Quotas;
  jobEnds: JobEnds;
  /** How long results of conversions are kept. */
  resultDays: number;
}

/** Something that follows from what became of sources, within the same transaction. */
export type AfterSources = (tx: Db, outcomes: readonly SourceOutcome[]) => Promise<void>;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Writes what became of sources of one job, in the transaction that ends the work. Throws a CancelledError if nobody waits for it.
 *
 * @returns the pages that were read
 */
export async function finish(
  deps: FinishDeps,
  tx: Db,
  context: WorkContext,
  job: QueuedSource,
  prepared: Prepared[],
  then: AfterSources = async () => {},
): Promise<number> {
  const { tenant_id: tenantId, project_id: projectId, job_id: jobId } = job;
  const documents = projectId === null ? withoutDocuments(prepared) : await intoProject(deps, tx, projectId, prepared);
  // As late as can be, since others of the same job wait from here on.
  if (!(await holdJob(tx, tenantId, jobId))) throw new CancelledError();
  const parts = [
    documents,
    await expansions(deps, tx, job, prepared),
    await removals(tx, prepared),
    failures(prepared),
  ];
  await keepResults(deps, tx, prepared);
  const outcomes = parts.flatMap((part) => part.outcomes);
  await discardFiles(
    tx,
    deps.queue,
    tenantId,
    parts.flatMap((part) => part.discarded),
  );
  if (!(await endSources(tx, tenantId, jobId, outcomes))) throw new CancelledError();
  await then(tx, outcomes);
  await deps.jobEnds.end(tx, tenantId, [jobId]);
  await context.complete(tx);
  // Last, since from here to the end the tenant's other work waits.
  const pages = outcomes.reduce((sum, outcome) => sum + (outcome.pages ?? 0), 0);
  if (pages > 0) await deps.quotas.settle(tx, tenantId, job.job_created_at, pages);
  return pages;
}

async function intoProject(deps: FinishDeps, tx: Db, projectId: string, prepared: Prepared[]): Promise<Written> {
  const outcomes: SourceOutcome[] = [];
  const discarded: (string | null)[] = [];
  for (const group of withoutRepeats(prepared)) {
    const replaced = await replaceDocuments(tx, deps.clock.now(), projectId, group);
    const kept = await keepDocuments(tx, group);
    outcomes.push(...replaced.outcomes, ...kept.outcomes);
    discarded.push(...replaced.discarded, ...kept.discarded);
  }
  const [first] = prepared;
  if (first && outcomes.some((outcome) => outcome.status === 'succeeded')) {
    await deps.queue.enqueue(tx, [embedWork(first.source.tenant_id, projectId)]);
  }
  return { outcomes, discarded };
}

/** Of a conversion that goes into no project only the result is kept. */
function withoutDocuments(prepared: Prepared[]): Written {
  const read = prepared.filter((one) => one.kind === 'read');
  return {
    outcomes: read.map(({ source, read }) => ({
      ordinal: source.ordinal,
      status: 'succeeded',
      pages: countedPages(source, read),
    })),
    discarded: read.map(({ source }) => source.file_id),
  };
}

async function keepResults({ clock, resultDays }: FinishDeps, tx: Db, prepared: Prepared[]): Promise<void> {
  const until = new Date(clock.now().getTime() + resultDays * DAY_MS);
  for (const one of prepared) {
    if (one.kind !== 'read' || one.resultFileId === null) continue;
    await setResult(tx, one.source.tenant_id, one.source.job_id, one.resultFileId, until);
  }
}

/** What sources stood for is added to their job. */
async function expansions({ queue }: FinishDeps, tx: Db, job: QueuedSource, prepared: Prepared[]): Promise<Written> {
  const written: Written = { outcomes: [], discarded: [] };
  for (const one of prepared) {
    if (one.kind !== 'expanded') continue;
    const first = await nextOrdinal(tx, job.tenant_id, job.job_id);
    if (first === null) throw new CancelledError();
    await insertSources(tx, job.tenant_id, job.job_id, one.into, first);
    await queue.enqueue(tx, readingWork(job.tenant_id, job.job_id, one.into, first));
    written.outcomes.push({ ordinal: one.source.ordinal, status: 'expanded' });
    written.discarded.push(one.source.file_id);
  }
  return written;
}

/** Documents whose pages are gone. */
async function removals(tx: Db, prepared: Prepared[]): Promise<Written> {
  const written: Written = { outcomes: [], discarded: [] };
  for (const one of prepared) {
    if (one.kind !== 'removed') continue;
    const { tenant_id: tenantId, visited_source_id: sourceId, ordinal } = one.source;
    const deleted = await deleteDocumentsOfSource(tx, tenantId, sourceId ?? '', one.documentId);
    written.outcomes.push({ ordinal, status: 'removed' });
    written.discarded.push(...deleted.map(({ file_id }) => file_id));
  }
  return written;
}

function failures(prepared: Prepared[]): Written {
  const failed = prepared.filter((one) => one.kind === 'failed');
  return {
    outcomes: failed.map(({ source, error: { code, message } }) => ({
      ordinal: source.ordinal,
      status: 'failed',
      error: { code, message },
    })),
    discarded: failed.map(({ source }) => source.file_id),
  };
}

/** In groups in which no document comes twice: of two sources of one identity the later must replace the earlier. */
function withoutRepeats(prepared: Prepared[]): Prepared[][] {
  const groups: { seen: Set<string>; members: Prepared[] }[] = [];
  for (const one of prepared) {
    if (one.kind !== 'read' && one.kind !== 'unchanged') continue;
    const key = identityKey(one.opened);
    let group = groups.find(({ seen }) => !seen.has(key));
    if (!group) {
      group = { seen: new Set(), members: [] };
      groups.push(group);
    }
    group.seen.add(key);
    group.members.push(one);
  }
  return groups.map(({ members }) => members);
}
