import type { Db } from '../../../platform/db/index.ts';
import type { Queue } from '../../../platform/queue/index.ts';

export const EXTRACTION = 'memory-extraction';

/** What an item of work holds. Each turn is in exactly one item, which ends together with what it brought. */
export interface ExtractionPayload {
  user_id: string;
  memory_ids: string[];
}

/** Turns that one request to the model reads, at most. */
const BATCH_TURNS = 30;
/** And their characters, some 3,000 tokens. */
const BATCH_CHARACTERS = 12_000;

/**
 * Has facts extracted from turns that the caller's transaction stores, in the order in which they were said. All of them
 * belong to one user and one reach. Call `queue.wake()` once it is committed.
 */
export async function queueExtraction(
  tx: Db,
  queue: Queue,
  { tenantId, userId }: { tenantId: string; userId: string },
  turns: readonly { id: string; content: string }[],
): Promise<void> {
  const payloads: ExtractionPayload[] = batches(turns).map((ids) => ({ user_id: userId, memory_ids: ids }));
  await queue.enqueue(
    tx,
    payloads.map((payload) => ({ kind: EXTRACTION, tenantId, payload })),
  );
}

function batches(turns: readonly { id: string; content: string }[]): string[][] {
  const all: string[][] = [];
  let characters = 0;
  for (const { id, content } of turns) {
    const last = all.at(-1);
    characters += content.length;
    if (last && last.length < BATCH_TURNS && characters <= BATCH_CHARACTERS) {
      last.push(id);
    } else {
      all.push([id]);
      characters = content.length;
    }
  }
  return all;
}
