import { z } from 'zod';
import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import { meanVector } from '../../platform/embedding/vector.ts';
import { ApiError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { NewWork, Queue, WorkHandler } from '../../platform/queue/index.ts';
import * as store from './embed-store.ts';
import { quantised } from './ranking/vectors.ts';

/** The kind of work that gives a user's memories their vectors. */
const EMBED_MEMORY = 'embed-memory';

/** Memories encoded and stored together: one transaction, and one request to an endpoint. */
const BATCH = 64;
/** Users at a time. */
const CONCURRENCY = 2;
/** Of the question before a turn. */
const MAX_QUESTION = 160;

export const embedMemoryWork = (tenantId: string, userId: string): NewWork => ({
  kind: EMBED_MEMORY,
  tenantId,
  payload: { userId },
  dedupeKey: `${EMBED_MEMORY}:${tenantId}:${userId}`,
});

const payload = z.strictObject({ userId: z.string() });

/** At the start: has the memories encoded anew that an encoder of before has vectors of. Until then words find them. */
export async function reembedMemories(
  { db, queue, log }: { db: Db; queue: Queue; log: Log },
  encoderId: string,
): Promise<void> {
  const users = await store.encodedByOthers(db, encoderId);
  if (users.length === 0) return;
  log.warn({ users: users.length, encoder: encoderId }, 'the encoder has changed; memories are encoded anew');
  await queue.enqueue(
    db,
    users.map(({ tenantId, userId }) => embedMemoryWork(tenantId, userId)),
  );
}

export interface EmbedDeps {
  db: Db;
  log: Log;
  encoder: Encoder;
}

/** Says who gives memories their vectors. */
export function registerMemoryWork(queue: Queue, deps: EmbedDeps): void {
  queue.handle(EMBED_MEMORY, embedMemory(deps), CONCURRENCY);
}

/** Encodes whatever has no vector yet, batch by batch; a stop or a crash loses no more than a batch. */
const embedMemory =
  ({ db, log, encoder }: EmbedDeps): WorkHandler =>
  async (item, context) => {
    const owner = { tenantId: item.tenant_id, userId: payload.parse(item.payload).userId };
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const batch = await store.takeUnencoded(db, owner, encoder.id, after, BATCH);
      const last = batch.at(-1);
      if (!last) break;
      const vectors = await encodeEach(encoder, batch.map(textOf), context.signal);
      const refused = batch.filter((_, place) => !vectors[place]).map(({ id }) => id);
      if (refused.length > 0) {
        log.warn({ tenant_id: owner.tenantId, memory_ids: refused }, 'the encoder refuses these memories');
      }
      const encoded = batch.map(({ id, digest }, place) => ({ id, digest, vector: vectors[place] ?? null }));
      await db
        .transaction()
        .execute((tx) => store.storeVectors(tx, owner, encoder.id, encoded))
        .catch(unlessUserIsGone);
      after = last.id;
    }
    await db.transaction().execute(async (tx) => {
      await store.noteEncoder(tx, owner, encoder.id);
      await context.complete(tx);
    });
  };

function unlessUserIsGone(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'not_found')) throw error;
}

/** What a vector is made of: who said it and what, after the question that it answers, for an answer alone says little. */
function textOf({ name, content, before }: Pick<store.Unencoded, 'name' | 'content' | 'before'>): string {
  const question =
    /[^.!?？。！]*[?？]\s*$/
      .exec(before ?? '')?.[0]
      .trim()
      .slice(-MAX_QUESTION) ?? '';
  return `${question === '' ? '' : `${question} `}${name === null ? '' : `${name}: `}${content}`;
}

/** Encodes texts together, and where one is refused each apart from the others. Throws when the encoder is away. */
async function encodeEach(
  encoder: Encoder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<(Int8Array | null)[]> {
  try {
    const encoded = await encoder.encodePassages([...texts], signal);
    return encoded.map((windows) => quantised(meanVector(windows)));
  } catch (error) {
    if (!(error instanceof EncoderError) || error.code === 'encoder_unavailable') throw error;
    if (texts.length <= 1) return texts.map(() => null);
    const half = texts.length >> 1;
    const halves = [texts.slice(0, half), texts.slice(half)];
    return (await Promise.all(halves.map((part) => encodeEach(encoder, part, signal)))).flat();
  }
}
