import type { Db } from '../../../platform/db/index.ts';
import type { Queue } from '../../../platform/queue/index.ts';
import { countSeen, deleteUnseen, markSeen } from '../../documents/index.ts';
import {
  addOutcomes,
  addPages,
  anyFailed,
  hasQueuedSources,
  lastAllFailed,
  leaveOutRest,
  type NewSource,
  type QueuedSource,
  type SourceOutcome,
} from '../../jobs/index.ts';
import { discardFiles } from '../../stored-files/index.ts';
import type { Walk } from './rules.ts';
import { walkWork } from './walk-work.ts';

/** Sitemaps that one visit reads; each may name 50,000 pages. */
const MAX_SITEMAPS = 500;
/** So many failures of the network in a row, and a site is left alone until its next visit. */
const MAX_FAILURES = 5;

/** Failures that say nothing of whether the page is still there. */
const PASSING = [
  'unreachable',
  'timeout',
  'bad_status',
  'overloaded',
  'robots_unavailable',
  'address_refused',
  'credential_gone',
  'credential_failed',
  'too_many_redirects',
];

/** Fewer unseen documents than this are removed without a second thought. */
const FEW = 10;

/** Where a walk has come to. */
interface Place {
  source: QueuedSource;
  walk: Walk;
  /** From which on sources are added to the job, which is locked. */
  ordinal: number;
}

/**
 * In the transaction that ends a page: adds the pages that it leads to, and has the next one visited. After the last one it
 * removes the documents of the source that the visit did not come to.
 */
export async function goOn(
  { queue }: { queue: Queue },
  tx: Db,
  at: Place,
  found: readonly NewSource[],
  outcomes: readonly SourceOutcome[],
): Promise<void> {
  const { source, walk } = at;
  const { tenant_id: tenantId, job_id: jobId, visited_source_id: sourceId } = source;
  let { ordinal } = at;
  if (sourceId !== null) {
    const seen = outcomes.flatMap(({ documentId }) => documentId ?? []);
    await markSeen(tx, tenantId, sourceId, jobId, seen);
  }
  if (walk.kind !== 'urls') {
    if (found.length > 0) {
      ordinal += await addPages(tx, source, found, ordinal, { pages: walk.maxPages, sitemaps: MAX_SITEMAPS });
    }
    if (await isInVain(tx, source, outcomes)) return leaveOutRest(tx, source);
  }
  if (await hasQueuedSources(tx, source)) await queue.enqueue(tx, [walkWork(tenantId, jobId)]);
  else if (sourceId !== null) await removeUnseen(queue, tx, source, sourceId, ordinal);
}

/** Without its start a visit knows nothing of the site, and a site that is away is not asked for each of its pages. */
async function isInVain(tx: Db, source: QueuedSource, outcomes: readonly SourceOutcome[]): Promise<boolean> {
  if (!outcomes.some(({ status }) => status === 'failed')) return false;
  return source.ordinal === 0 || (await lastAllFailed(tx, source, MAX_FAILURES, PASSING));
}

/**
 * What a whole visit did not come to is gone from the source. Not so after failures of the network, and not when more is
 * missing than was found: then the site is probably broken, or shows us something else than it used to.
 */
async function removeUnseen(queue: Queue, tx: Db, job: QueuedSource, sourceId: string, ordinal: number): Promise<void> {
  const { tenant_id: tenantId, job_id: jobId } = job;
  if (await anyFailed(tx, job, PASSING)) return;
  const { seen, unseen } = await countSeen(tx, tenantId, sourceId, jobId);
  if (unseen > FEW && seen < unseen) {
    const message = `${unseen} documents of the source were not found by this visit, and only ${seen} were. They are kept, since that looks like a fault of the site. If it is none, delete the source and add it again.`;
    const note = { label: 'missing pages', status: 'failed', error: { code: 'too_many_missing', message } } as const;
    await addOutcomes(tx, job, [note], ordinal);
    return;
  }
  const removed = await deleteUnseen(tx, tenantId, sourceId, jobId);
  const outcomes = removed.map(({ source_url }) => ({ label: source_url ?? '', status: 'removed' }) as const);
  await addOutcomes(tx, job, outcomes, ordinal);
  await discardFiles(
    tx,
    queue,
    tenantId,
    removed.map(({ file_id }) => file_id),
  );
}
