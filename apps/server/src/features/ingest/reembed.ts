import { z } from 'zod';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import type { NewWork, Queue, WorkHandler } from '../../platform/queue/index.ts';
import {
  dropOtherVectors,
  projectsServedByOthers,
  type ServedProject,
  servingEncoder,
  storeVectors,
  switchTo,
  takeUnencoded,
} from '../retrieval/index.ts';
import { type EmbedDeps, encodeEach } from './embed.ts';

/** The kind of work that gives a project's passages vectors of a new encoder. */
export const REEMBED_PROJECT = 'reembed-project';

/** Passages encoded and stored together; see embed.ts. */
const BATCH = 16;
/** Old vectors deleted in one statement. */
const DROPPED_AT_A_TIME = 1_000;

const payload = z.strictObject({ projectId: z.string() });

/**
 * At the start, for every project that is searched by the vectors of an encoder that is not the configured one any more: has all
 * of its passages encoded anew behind it. Asked for twice, as by several processes, it is done once.
 */
export async function reembedProjects(
  { db, queue, log }: { db: Db; queue: Queue; log: Log },
  encoderId: string,
): Promise<void> {
  const projects = await projectsServedByOthers(db, encoderId);
  if (projects.length === 0) return;
  log.warn({ projects: projects.length, encoder: encoderId }, 'the encoder has changed; passages are encoded anew');
  await queue.enqueue(db, projects.map(reembedWork));
}

const reembedWork = ({ tenantId, projectId }: ServedProject): NewWork => ({
  kind: REEMBED_PROJECT,
  tenantId,
  payload: { projectId },
  dedupeKey: `${REEMBED_PROJECT}:${tenantId}:${projectId}`,
});

/**
 * Encodes a project's passages anew while the old vectors serve its searches, then switches over in one statement and deletes
 * the old ones. A stop or a crash loses no more than a batch: what has a vector already is not encoded again.
 */
export const reembedProject =
  (deps: Omit<EmbedDeps, 'jobEnds' | 'jobChanges'>): WorkHandler =>
  async (item, context) => {
    const { db, encoder, log } = deps;
    const project = { tenantId: item.tenant_id, projectId: payload.parse(item.payload).projectId };
    const serving = await servingEncoder(db, project);
    if (serving !== null && serving !== encoder.id) {
      await encodeAll(deps, project, context.signal);
      await switchTo(db, project, encoder.id);
      log.info({ project_id: project.projectId, from: serving, to: encoder.id }, 'searched by the new vectors now');
    }
    while ((await dropOtherVectors(db, project, encoder.id, DROPPED_AT_A_TIME)) > 0) context.signal.throwIfAborted();
    await context.complete(db);
  };

async function encodeAll(
  { db, encoder, log }: Pick<EmbedDeps, 'db' | 'encoder' | 'log'>,
  project: ServedProject,
  signal: AbortSignal,
): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const chunks = await takeUnencoded(db, project, encoder.id, after, BATCH);
    const last = chunks.at(-1);
    if (!last) return;
    const encoded = await encodeEach(encoder, chunks, signal);
    const rows = encoded.flatMap(({ chunk, vectors }) => (vectors ? [{ ...chunk, vectors }] : []));
    if (rows.length < chunks.length) {
      log.warn(
        { tenant_id: project.tenantId, passages: chunks.length - rows.length },
        'the encoder refuses some passages',
      );
    }
    await storeVectors(db, project.tenantId, encoder.id, rows);
    after = last.chunkId;
  }
}
