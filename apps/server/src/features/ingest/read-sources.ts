import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Queue, WorkContext, WorkHandler } from '../../platform/queue/index.ts';
import { findSameDocuments, identityKey } from '../documents/index.ts';
import {
  endFinishedJobs,
  endSources,
  findQueuedSources,
  type QueuedSource,
  type SourceOutcome,
  startJob,
} from '../jobs/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import { embedWork } from './embed.ts';
import type { Prepared } from './prepared.ts';
import { type Reader, UnreadableError } from './reader/index.ts';
import { keepDocuments, replaceDocuments } from './replace.ts';
import { type Opened, openSource, type SourceDeps } from './source.ts';

export interface ReadDeps extends SourceDeps {
  clock: Clock;
  queue: Queue;
  reader: Reader;
}

/** Sources that stopped the whole server this often are not tried again. */
const MAX_ATTEMPTS = 5;

const payload = z.strictObject({ jobId: z.string(), ordinals: z.array(z.number().int()).min(1) });

/**
 * Reads some sources of a job: gets their content, turns it into passages in a process of its own, and puts the documents in
 * the place of their earlier versions. All that anyone can see changes in one transaction, the one that ends the work; a
 * source that cannot be read ends with its reason and takes no other with it.
 */
export const readSources =
  (deps: ReadDeps): WorkHandler =>
  async (item, context) => {
    const { jobId, ordinals } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const sources = await findQueuedSources(deps.db, tenantId, jobId, ordinals);
    const [first] = sources;
    if (!first) return context.complete(deps.db);
    if (first.job_started_at === null) await startJob(deps.db, tenantId, jobId, deps.clock.now());

    const prepared =
      item.attempts > MAX_ATTEMPTS
        ? sources.map((source) => failed(source, new UnreadableError('crashed', GIVEN_UP)))
        : await Promise.all((await open(deps, sources, context.signal)).map((one) => read(deps, one, context.signal)));

    const write = () => deps.db.transaction().execute((tx) => finish(deps, tx, context, first, prepared));
    try {
      await write();
    } catch (error) {
      // Another source of the same identity came first; now its document is found and replaced.
      if (!isUniqueViolation(error)) throw error;
      await write();
    }
    deps.queue.wake();
  };

const GIVEN_UP = `Reading it failed ${MAX_ATTEMPTS} times for reasons of the server’s. Try again later.`;

type Openable = { source: QueuedSource; opened: Opened; sameId: string | undefined };

/** Gets the content of each source, and finds out which have been seen with the same content before. */
async function open(deps: ReadDeps, sources: QueuedSource[], signal: AbortSignal): Promise<(Openable | Prepared)[]> {
  const opened = await Promise.all(
    sources.map(async (source) => {
      try {
        return { source, opened: await openSource(deps, source, signal) };
      } catch (error) {
        if (error instanceof UnreadableError) return failed(source, error);
        throw error;
      }
    }),
  );
  const good = opened.flatMap((one) => ('opened' in one ? [one.opened] : []));
  const [first] = sources;
  const same = first ? await findSameDocuments(deps.db, first.tenant_id, first.project_id, good) : [];
  const known = new Map(good.map((one, index) => [one, same[index]]));
  return opened.map((one) => {
    if (!('opened' in one)) return one;
    const earlier = known.get(one.opened);
    const isSame = one.opened.documentId === null && earlier?.content_hash.equals(one.opened.contentHash);
    return { ...one, sameId: isSame ? earlier?.id : undefined };
  });
}

async function read(deps: ReadDeps, one: Openable | Prepared, signal: AbortSignal): Promise<Prepared> {
  if ('kind' in one) return one;
  const { source, opened, sameId } = one;
  if (sameId !== undefined) return { source, kind: 'unchanged', opened, documentId: sameId };
  try {
    return { source, kind: 'read', opened, read: await deps.reader.read(opened.request, signal) };
  } catch (error) {
    if (error instanceof UnreadableError) return failed(source, error);
    throw error;
  }
}

const failed = (source: QueuedSource, error: UnreadableError): Prepared => ({ source, kind: 'failed', error });

async function finish(
  deps: ReadDeps,
  tx: Db,
  context: WorkContext,
  { tenant_id: tenantId, project_id: projectId, job_id: jobId }: QueuedSource,
  prepared: Prepared[],
): Promise<void> {
  const now = deps.clock.now();
  const outcomes: SourceOutcome[] = [];
  const discarded: (string | null)[] = [];
  for (const group of withoutRepeats(prepared)) {
    const replaced = await replaceDocuments(tx, now, group);
    const kept = await keepDocuments(tx, group);
    outcomes.push(...replaced.outcomes, ...kept.outcomes);
    discarded.push(...replaced.discarded, ...kept.discarded);
  }
  for (const one of prepared) {
    if (one.kind !== 'failed') continue;
    const { code, message } = one.error;
    outcomes.push({ ordinal: one.source.ordinal, status: 'failed', error: { code, message } });
    discarded.push(one.source.file_id);
  }
  if (outcomes.some((outcome) => outcome.status === 'succeeded')) {
    await deps.queue.enqueue(tx, [embedWork(tenantId, projectId)]);
  }
  await discardFiles(tx, deps.queue, tenantId, discarded);
  if (!(await endSources(tx, tenantId, jobId, outcomes))) throw new CancelledError();
  await endFinishedJobs(tx, tenantId, [jobId], now);
  await context.complete(tx);
}

/** In groups in which no document comes twice: of two sources of one identity the later must replace the earlier. */
function withoutRepeats(prepared: Prepared[]): Prepared[][] {
  const groups: { seen: Set<string>; members: Prepared[] }[] = [];
  for (const one of prepared) {
    if (one.kind === 'failed') continue;
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

/** The job was cancelled while its sources were read: all is rolled back, and the next try finds nothing to do. */
class CancelledError extends Error {
  override name = 'CancelledError';
  override message = 'the job was cancelled meanwhile';
}

const isUniqueViolation = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';
