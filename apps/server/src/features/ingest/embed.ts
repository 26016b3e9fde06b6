import { z } from 'zod';
import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import type { Log } from '../../platform/log.ts';
import type { NewWork, WorkContext, WorkHandler } from '../../platform/queue/index.ts';
import { type JobChanges, type JobEnds, unfinishedJobIds } from '../jobs/index.ts';
import { dropPending, type PendingChunk, serveFirst, storeVectors, takePending } from '../retrieval/index.ts';

export interface EmbedDeps {
  db: Db;
  log: Log;
  encoder: Encoder;
  jobEnds: JobEnds;
  jobChanges: JobChanges;
}

/** The kind of work that gives a project's passages their vectors. */
export const EMBED_PROJECT = 'embed-project';

/** Passages encoded and stored together: one transaction, and one request to an endpoint. */
const BATCH = 16;
/** Batches under way at once, so that encoders have work while vectors are stored. */
const LANES = 4;

/** After this many failures in a row jobs no longer wait for vectors, which are still tried for. */
const PATIENCE = 6;

export const embedWork = (tenantId: string, projectId: string): NewWork => ({
  kind: EMBED_PROJECT,
  tenantId,
  payload: { projectId },
  dedupeKey: `${EMBED_PROJECT}:${tenantId}:${projectId}`,
});

const payload = z.strictObject({ projectId: z.string() });

/** Encodes whatever waits in one project, batch by batch; a stop or a crash loses no more than a batch. */
export const embedProject =
  (deps: EmbedDeps): WorkHandler =>
  async (item, context) => {
    const { projectId } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const { db, log } = deps;
    await serveFirst(db, { tenantId, projectId }, deps.encoder.id);
    try {
      for (;;) {
        const pending = await takePending(db, tenantId, projectId, BATCH * LANES);
        if (pending.length === 0) break;
        const batches = Array.from({ length: LANES }, (_, lane) => pending.slice(lane * BATCH, (lane + 1) * BATCH));
        await Promise.all(batches.map((batch) => embed(deps, tenantId, batch, context.signal)));
      }
      await endWaiting(deps, tenantId, projectId, context);
    } catch (error) {
      if (item.attempts >= PATIENCE && !context.signal.aborted) {
        const waiting = await unfinishedJobIds(db, tenantId, projectId);
        await db.transaction().execute((tx) => deps.jobEnds.end(tx, tenantId, waiting, { withoutVectors: true }));
        for (const id of waiting) deps.jobChanges.changed(id);
        log.error(
          { project_id: projectId, jobs: waiting.length },
          'jobs ended without vectors, since the encoder is away',
        );
      }
      throw error;
    }
  };

/** Passages that were deleted or replaced while they waited were in no batch, whose end would have ended their job. */
async function endWaiting(deps: EmbedDeps, tenantId: string, projectId: string, context: WorkContext): Promise<void> {
  const { db, jobEnds, jobChanges } = deps;
  const ended = await db.transaction().execute(async (tx) => {
    await context.complete(tx);
    return jobEnds.end(tx, tenantId, await unfinishedJobIds(tx, tenantId, projectId));
  });
  for (const { id } of ended) jobChanges.changed(id);
}

async function embed(deps: EmbedDeps, tenantId: string, batch: PendingChunk[], signal: AbortSignal): Promise<void> {
  if (batch.length === 0) return;
  const { db, log } = deps;
  const encoded = await encodeEach(deps.encoder, batch, signal);
  const refused = encoded.flatMap(({ chunk, vectors }) => (vectors ? [] : [chunk.chunkId]));
  if (refused.length > 0) log.warn({ tenant_id: tenantId, chunk_ids: refused }, 'the encoder refuses these passages');
  const jobIds = [...new Set(batch.map((chunk) => chunk.jobId))];
  await db.transaction().execute(async (tx) => {
    const rows = encoded.flatMap(({ chunk, vectors }) => (vectors ? [{ ...chunk, vectors }] : []));
    await storeVectors(tx, tenantId, deps.encoder.id, rows);
    if (refused.length > 0) await dropPending(tx, tenantId, refused);
    await deps.jobEnds.end(tx, tenantId, jobIds);
  });
  for (const id of jobIds) deps.jobChanges.changed(id);
}

interface Encoded<C> {
  chunk: C;
  /** Null for a passage that the encoder refuses: it must not keep the others from theirs. */
  vectors: Float32Array[] | null;
}

/** Encodes passages together, and where one is refused apart from it. Throws when the encoder is away. */
export async function encodeEach<C extends { text: string }>(
  encoder: Encoder,
  batch: readonly C[],
  signal: AbortSignal,
): Promise<Encoded<C>[]> {
  const texts = batch.map((chunk) => chunk.text);
  try {
    const vectors = await encoder.encodePassages(texts, signal);
    return batch.map((chunk, index) => ({ chunk, vectors: vectors[index] ?? null }));
  } catch (error) {
    if (!(error instanceof EncoderError) || error.code === 'encoder_unavailable') throw error;
    const [chunk] = batch;
    if (batch.length === 1 && chunk) return [{ chunk, vectors: null }];
    const halves = [batch.slice(0, batch.length / 2), batch.slice(batch.length / 2)];
    return (await Promise.all(halves.map((half) => encodeEach(encoder, half, signal)))).flat();
  }
}
