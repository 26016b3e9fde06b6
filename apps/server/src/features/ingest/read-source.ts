import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue, WorkContext, WorkHandler } from '../../platform/queue/index.ts';
import { findSameDocument, saveDocument, updateFacts } from '../documents/index.ts';
import { beginSource, endFinishedJobs, endSource, type SourceOutcome, type SourceRow } from '../jobs/index.ts';
import { deleteChunksOfDocument, insertChunks } from '../retrieval/index.ts';
import { discardFiles } from '../stored-files/index.ts';
import { embedWork } from './embed.ts';
import { type ReadDocument, type Reader, UnreadableError } from './reader/index.ts';
import { type Opened, openSource, type SourceDeps } from './source.ts';

export interface ReadDeps extends SourceDeps {
  clock: Clock;
  queue: Queue;
  reader: Reader;
}

/** A source that stopped the whole server this often is not tried again. */
const MAX_ATTEMPTS = 5;

const payload = z.strictObject({ jobId: z.string(), ordinal: z.number().int() });

/**
 * Reads one source: gets its content, turns it into passages in a process of its own, and puts the document in place of its
 * earlier version. All that anyone can see changes in one transaction, the one that ends the work.
 */
export const readSource =
  (deps: ReadDeps): WorkHandler =>
  async (item, context) => {
    const { jobId, ordinal } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const source = await beginSource(deps.db, tenantId, jobId, ordinal, deps.clock.now());
    if (!source) return context.complete(deps.db);

    const fail = (error: UnreadableError) =>
      deps.db.transaction().execute(async (tx) => {
        await discardFiles(tx, deps.queue, tenantId, [source.kind === 'file' ? source.file_id : null]);
        await end(deps, tx, context, source, { status: 'failed', error: { code: error.code, message: error.message } });
      });

    if (item.attempts > MAX_ATTEMPTS) {
      await fail(
        new UnreadableError(
          'crashed',
          `Reading it failed ${MAX_ATTEMPTS} times for reasons of the server’s. Try again later.`,
        ),
      );
    } else {
      try {
        await ingest(deps, source, context);
      } catch (error) {
        if (!(error instanceof UnreadableError)) throw error;
        await fail(error);
      }
    }
    deps.queue.wake();
  };

async function ingest(deps: ReadDeps, source: SourceRow & { project_id: string }, context: WorkContext): Promise<void> {
  const opened = await openSource(deps, source, context.signal);
  if (opened.documentId === null && (await isUnchanged(deps, source, opened, context))) return;
  const read = await deps.reader.read(opened.request, context.signal);
  const replace = () => deps.db.transaction().execute((tx) => replaceDocument(deps, tx, source, opened, read, context));
  try {
    await replace();
  } catch (error) {
    // Another source with the same identity came first; now its document is found and replaced.
    if (!isUniqueViolation(error)) throw error;
    await replace();
  }
}

/** The same content again is a no-op, except that a new title or new metadata is taken over. */
async function isUnchanged(
  deps: ReadDeps,
  source: SourceRow & { project_id: string },
  opened: Opened,
  context: WorkContext,
): Promise<boolean> {
  const { tenant_id: tenantId, project_id: projectId } = source;
  const same = await findSameDocument(deps.db, tenantId, projectId, opened);
  if (!same?.content_hash.equals(opened.contentHash)) return false;
  await deps.db.transaction().execute(async (tx) => {
    const metadata =
      opened.metadata && Object.keys(opened.metadata).length > 0 ? opened.metadata : (same.metadata as object);
    await updateFacts(tx, tenantId, same.id, { title: opened.title ?? same.title, metadata });
    await discardFiles(tx, deps.queue, tenantId, [opened.fileId]);
    await end(deps, tx, context, source, { status: 'unchanged', documentId: same.id });
  });
  return true;
}

async function replaceDocument(
  deps: ReadDeps,
  tx: Db,
  source: SourceRow & { project_id: string },
  opened: Opened,
  read: ReadDocument,
  context: WorkContext,
): Promise<void> {
  const { tenant_id: tenantId, project_id: projectId, job_id: jobId } = source;
  const now = deps.clock.now();
  const earlier = await findSameDocument(tx, tenantId, projectId, opened);
  const id = opened.documentId ?? earlier?.id ?? uuidv7();
  const pages = read.pages?.length ?? null;
  await saveDocument(
    tx,
    {
      tenant_id: tenantId,
      id,
      project_id: projectId,
      external_id: opened.externalId,
      source_url: opened.url,
      filename: opened.filename,
      file_id: opened.fileId,
      title: opened.title ?? read.title ?? opened.filename,
      format: read.format,
      content_hash: opened.contentHash,
      ...(opened.metadata ? { metadata: JSON.stringify(opened.metadata) } : {}),
      pages,
      characters: read.markdown.length,
      chunk_count: read.chunks.length,
      created_at: now,
      updated_at: now,
    },
    read,
  );
  await deleteChunksOfDocument(tx, tenantId, id);
  await insertChunks(tx, { tenantId, projectId, documentId: id, jobId }, read.chunks);
  await discardFiles(tx, deps.queue, tenantId, [earlier && earlier.file_id !== opened.fileId ? earlier.file_id : null]);
  await deps.queue.enqueue(tx, [embedWork(tenantId, projectId)]);
  await end(deps, tx, context, source, {
    status: 'succeeded',
    documentId: id,
    passages: read.chunks.length,
    pages: pages ?? 0,
  });
}

async function end(
  deps: ReadDeps,
  tx: Db,
  context: WorkContext,
  source: SourceRow,
  outcome: SourceOutcome,
): Promise<void> {
  const { tenant_id: tenantId, job_id: jobId, ordinal } = source;
  if (!(await endSource(tx, tenantId, jobId, ordinal, outcome))) throw new CancelledError();
  await endFinishedJobs(tx, tenantId, [jobId], deps.clock.now());
  await context.complete(tx);
}

/** The job was cancelled while its source was read: the transaction is rolled back, and the next try finds nothing to do. */
class CancelledError extends Error {
  override name = 'CancelledError';
  override message = 'the job was cancelled meanwhile';
}

const isUniqueViolation = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';
