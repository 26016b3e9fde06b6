import { z } from 'zod';
import type { WorkHandler } from '../../../platform/queue/index.ts';
import { findSameDocuments } from '../../documents/index.ts';
import { nextOrdinal, nextQueuedSource, type QueuedSource, startJob } from '../../jobs/index.ts';
import { CancelledError } from '../follow.ts';
import type { Prepared } from '../prepared.ts';
import { failed, GIVEN_UP, MAX_ATTEMPTS, type ReadDeps, readOpened, write } from '../read-sources.ts';
import { UnreadableError } from '../reader/index.ts';
import { goOn } from './go-on.ts';
import { type Walk, walkRules } from './rules.ts';
import { type Visit, type VisitDeps, visit } from './visit.ts';
import { WALK } from './walk-work.ts';

/** So often a page is asked for whose server wants to be left alone. */
const MAX_TRIES = 3;

const payload = z.strictObject({ jobId: z.string(), tries: z.number().int().default(0) });

/**
 * Visits the next page of a job. A job has one such item at a time: its pages are visited one after the other, and jobs take
 * turns. What the page leads to is written in the transaction that ends it, so that nothing is lost or comes twice.
 */
export const walkWeb =
  (deps: ReadDeps & VisitDeps): WorkHandler =>
  async (item, context) => {
    const { jobId, tries } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const source = await nextQueuedSource(deps.db, { tenant_id: tenantId, job_id: jobId });
    if (!source) return context.complete(deps.db);
    if (source.job_started_at === null) await startJob(deps.db, tenantId, jobId, deps.clock.now());
    deps.jobChanges.changed(jobId);

    const walk = walkRules.parse(source.crawl);
    const visited = await attempt(deps, source, walk, item.attempts, context.signal);
    if (visited.kind === 'later' && !(visited.isRefused && tries + 1 >= MAX_TRIES)) {
      const runAt = new Date(deps.clock.now().getTime() + visited.inMs);
      const again = { jobId, tries: visited.isRefused ? tries + 1 : tries };
      return deps.db.transaction().execute(async (tx) => {
        await deps.queue.enqueue(tx, [{ kind: WALK, tenantId, payload: again, runAt }]);
        await context.complete(tx);
      });
    }
    const prepared = await prepare(deps, source, visited, context.signal);
    if (prepared === 'cancelled') return context.complete(deps.db);
    const found = 'found' in visited ? visited.found : [];
    let ordinal = 0;
    await write(deps, context, source, [prepared], {
      // The job first, as those lock it who cancel it.
      async before(tx) {
        const next = await nextOrdinal(tx, tenantId, jobId);
        if (next === null) throw new CancelledError();
        ordinal = next;
      },
      after: (tx, outcomes) => goOn(deps, tx, { source, walk, ordinal }, found, outcomes),
    });
  };

type Attempted = Visit | { kind: 'failed'; error: UnreadableError };

async function attempt(
  deps: VisitDeps,
  source: QueuedSource,
  walk: Walk,
  attempts: number,
  signal: AbortSignal,
): Promise<Attempted> {
  if (attempts > MAX_ATTEMPTS) return { kind: 'failed', error: new UnreadableError('crashed', GIVEN_UP) };
  try {
    return await visit(deps, source, walk, signal);
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'failed', error };
    throw error;
  }
}

async function prepare(
  deps: ReadDeps,
  source: QueuedSource,
  visited: Attempted,
  signal: AbortSignal,
): Promise<Prepared | 'cancelled'> {
  switch (visited.kind) {
    case 'content': {
      const { opened } = visited;
      const [earlier] = await findSameDocuments(deps.db, source.tenant_id, source.project_id ?? '', [opened]);
      if (earlier?.content_hash.equals(opened.contentHash)) {
        return { source, kind: 'unchanged', opened, documentId: earlier.id };
      }
      return readOpened(deps, { source, opened, sameId: undefined }, signal);
    }
    case 'not-modified':
      return { source, kind: 'unchanged', opened: visited.opened, documentId: visited.document.id };
    case 'leads-on':
      return { source, kind: 'expanded', into: [] };
    case 'gone':
      return gone(deps, source, visited.error);
    case 'later':
      return failed(source, new UnreadableError('overloaded', OVERLOADED));
    case 'failed':
      return failed(source, visited.error);
  }
}

const OVERLOADED = `The server asked ${MAX_TRIES} times to come back later. Try again tomorrow.`;

/** What its source brought and is not there any more is removed. The start of a visit is not: without it nothing is known. */
async function gone(deps: ReadDeps, source: QueuedSource, error: UnreadableError): Promise<Prepared> {
  const identity = { externalId: null, url: source.url, contentHash: Buffer.alloc(0) };
  const [document] = await findSameDocuments(deps.db, source.tenant_id, source.project_id ?? '', [identity]);
  const isOurs =
    document !== undefined && document.source_id !== null && document.source_id === source.visited_source_id;
  const isStart = source.ordinal === 0 && walkRules.parse(source.crawl).kind !== 'urls';
  return isOurs && !isStart ? { source, kind: 'removed', documentId: document.id } : failed(source, error);
}
