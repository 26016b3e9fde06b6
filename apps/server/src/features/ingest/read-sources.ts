import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Queue, WorkContext, WorkHandler } from '../../platform/queue/index.ts';
import { findSameDocuments } from '../documents/index.ts';
import {
  findQueuedSources,
  type JobChanges,
  type JobEnds,
  type QueuedSource,
  startJob,
  writeResult,
} from '../jobs/index.ts';
import { unpackArchive } from './archive.ts';
import { type AfterSources, type FinishDeps, finish } from './finish.ts';
import { CancelledError, followReading } from './follow.ts';
import { reserve } from './pages.ts';
import { type Prepared, writtenFiles } from './prepared.ts';
import { type ReadDocument, type Reader, UnreadableError } from './reader/index.ts';
import { type Opened, openSource, type SourceDeps } from './source.ts';

export interface ReadDeps extends SourceDeps, FinishDeps {
  clock: Clock;
  log: Log;
  queue: Queue;
  reader: Reader;
  jobEnds: JobEnds;
  jobChanges: JobChanges;
  /** Told of pages that were read, once that is certain. The project is null for a conversion that goes into none. */
  onPagesRead(tenantId: string, projectId: string | null, pages: number): void;
}

/** With the queue’s back-off that is half an hour of trouble of the server’s own; a file cannot make any, since another process reads it. */
export const MAX_ATTEMPTS = 12;

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
    deps.jobChanges.changed(jobId);

    const prepared =
      item.attempts > MAX_ATTEMPTS
        ? sources.map((source) => failed(source, new UnreadableError('crashed', GIVEN_UP)))
        : await prepare(deps, sources, context.signal);
    if (prepared === 'cancelled') return context.complete(deps.db);
    await write(deps, context, first, prepared);
  };

/**
 * Writes what became of sources of one job, and ends the work with it.
 *
 * @param around what else belongs into the transaction: before anything is written, and before the job may end
 */
export async function write(
  deps: ReadDeps,
  context: WorkContext,
  job: QueuedSource,
  prepared: Prepared[],
  around: { before?(tx: Db): Promise<void>; after?: AfterSources } = {},
): Promise<void> {
  const once = () =>
    deps.db.transaction().execute(async (tx) => {
      await around.before?.(tx);
      return finish(deps, tx, context, job, prepared, around.after);
    });
  try {
    const pages = await once().catch((error: unknown) => {
      // Another source of the same identity came first; now its document is found and replaced.
      if (!isUniqueViolation(error)) throw error;
      return once();
    });
    if (pages > 0) deps.onPagesRead(job.tenant_id, job.project_id, pages);
  } catch (error) {
    // Only where it is certain that nothing was committed: after a connection that broke at the end it may have been.
    if (isRolledBack(error)) await deps.files.delete(job.tenant_id, writtenFiles(prepared));
    if (error instanceof CancelledError) return context.complete(deps.db);
    throw error;
  }
  deps.jobChanges.changed(job.job_id);
  deps.queue.wake();
}

export const GIVEN_UP = `Reading it failed ${MAX_ATTEMPTS} times for reasons of the server’s. Try again later.`;

/** All sources together, and nothing left behind when that fails. */
async function prepare(
  deps: ReadDeps,
  sources: QueuedSource[],
  signal: AbortSignal,
): Promise<Prepared[] | 'cancelled'> {
  const opened = await open(deps, sources, signal);
  const settled = await Promise.allSettled(opened.map((one) => ('kind' in one ? one : readOpened(deps, one, signal))));
  const refused = settled.find((one) => one.status === 'rejected');
  const prepared = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (!refused) return prepared;
  const [first] = sources;
  if (first) await deps.files.delete(first.tenant_id, writtenFiles(prepared));
  if (refused.reason instanceof CancelledError) return 'cancelled';
  throw refused.reason;
}

/** A source with its content; `sameId` is the document that has the same already. */
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
  // A conversion is done whatever was seen before: its result is wanted.
  const isComparable = first && first.project_id !== null && first.job_kind !== 'conversion';
  const same = isComparable ? await findSameDocuments(deps.db, first.tenant_id, first.project_id ?? '', good) : [];
  const known = new Map(good.map((one, index) => [one, same[index]]));
  return opened.map((one) => {
    if (!('opened' in one)) return one;
    const earlier = known.get(one.opened);
    const isSame = one.opened.documentId === null && earlier?.content_hash.equals(one.opened.contentHash);
    return { ...one, sameId: isSame ? earlier?.id : undefined };
  });
}

export async function readOpened(deps: ReadDeps, one: Openable, signal: AbortSignal): Promise<Prepared> {
  const { source, opened, sameId } = one;
  const { request } = opened;
  if (sameId !== undefined) return { source, kind: 'unchanged', opened, documentId: sameId };
  const following = followReading(deps, source, signal);
  try {
    const pages_reserved = request.kind === 'file' ? await reserve(deps, source, request.file, signal) : 0;
    const document = await deps.reader.read(request, following.signal, following.onProgress);
    const resultFileId = source.job_kind === 'conversion' ? await keepResult(deps, source, document) : null;
    return { source: { ...source, pages_reserved }, kind: 'read', opened, read: document, resultFileId };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return (await unpack(deps, source, opened, error, signal)) ?? failed(source, error);
  }
}

const keepResult = ({ files }: ReadDeps, source: QueuedSource, document: ReadDocument) =>
  writeResult(files, source.tenant_id, document);

/**
 * What is no document may be an archive of some. One within another is left packed: a few of them hold more files than there
 * is room for.
 */
async function unpack(
  deps: ReadDeps,
  source: QueuedSource,
  { request }: Opened,
  error: UnreadableError,
  signal: AbortSignal,
): Promise<Prepared | null> {
  const mayBe = error.code === 'unsupported_format' && source.kind === 'file' && source.job_kind === 'ingest';
  if (!mayBe || source.depth > 0 || request.kind !== 'file') return null;
  try {
    const into = await unpackArchive(deps, source, request.file, signal);
    return into && { source, kind: 'expanded', into };
  } catch (unpacking) {
    if (unpacking instanceof UnreadableError) return failed(source, unpacking);
    throw unpacking;
  }
}

export const failed = (source: QueuedSource, error: UnreadableError): Prepared => ({ source, kind: 'failed', error });

const isUniqueViolation = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';

/** Whether the database itself refused (an SQLSTATE has five characters), or we did. */
const isRolledBack = (error: unknown): boolean =>
  error instanceof CancelledError || /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));
