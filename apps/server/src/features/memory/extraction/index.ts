import type { Clock } from '../../../platform/clock.ts';
import type { Db } from '../../../platform/db/index.ts';
import { type Llm, LlmError } from '../../../platform/llm/index.ts';
import type { Log } from '../../../platform/log.ts';
import type { Queue, WorkContext, WorkItem } from '../../../platform/queue/index.ts';
import { embedMemoryWork } from '../embed.ts';
import { keep } from '../keep.ts';
import { askForFacts } from './ask.ts';
import { byPerson, decide } from './decide.ts';
import { EXTRACTION, type ExtractionPayload } from './enqueue.ts';
import { createTurns } from './in-turn.ts';
import { extractionPrompt } from './prompt.ts';
import { mostSimilar } from './similar.ts';
import * as store from './store.ts';

export interface ExtractionDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** Null: no model is configured (any more), and turns stay as they are. */
  llm: Llm | null;
}

/** Requests to the model at a time. */
const CONCURRENCY = 4;
/** Tries in some ten minutes (see the queue), after which the turns are left as they are. */
const MOST_ATTEMPTS = 10;
/** Turns before the new ones, to understand these by. */
const EARLIER_TURNS = 6;
/** Facts that the model sees, and those of which they are chosen. */
const SHOWN_FACTS = 60;
const READ_FACTS = 5_000;

/**
 * Extracts facts from turns, with the model. The turns themselves are kept whatever becomes of it. What is decided is written
 * in the transaction that ends the item of work, so that a turn is extracted at most once.
 */
export function registerMemoryExtraction(queue: Queue, deps: ExtractionDeps): void {
  const inTurn = createTurns();
  const extract = async (item: WorkItem, context: WorkContext) => {
    const payload = item.payload as ExtractionPayload;
    await inTurn(`${item.tenant_id} ${payload.user_id}`, () =>
      extractFacts(queue, deps, item.tenant_id, payload, context),
    ).catch(async (error: unknown) => {
      if (!(error instanceof LlmError) || item.attempts < MOST_ATTEMPTS || context.signal.aborted) throw error;
      deps.log.warn(
        { code: error.code, upstream: error.upstream, work_id: item.id },
        'no facts: the model keeps failing',
      );
      await context.complete(deps.db);
    });
  };
  queue.handle(EXTRACTION, extract, CONCURRENCY);
}

async function extractFacts(
  queue: Queue,
  { db, clock, log, llm }: ExtractionDeps,
  tenantId: string,
  payload: ExtractionPayload,
  { signal, complete }: WorkContext,
): Promise<void> {
  signal.throwIfAborted();
  const find = (from: Db) => store.findTurns(from, tenantId, payload.user_id, payload.memory_ids);
  const stored = llm && (await find(db));
  if (!llm || !stored?.turns.some(byPerson)) return complete(db);

  const now = clock.now();
  const { owner, turns } = stored;
  const state = await store.stateOfFacts(db, owner, now);
  const held = await store.findFacts(db, owner, now, READ_FACTS);
  const known = mostSimilar(held, turns.map(({ content }) => content).join('\n'), SHOWN_FACTS);
  const earlier = await store.findEarlier(db, stored, EARLIER_TURNS);
  const extracted = await askForFacts(llm, extractionPrompt({ earlier, turns, known }), signal);
  if (extracted === null) log.warn({ model: llm.model }, 'no facts: the model’s answer cannot be read');

  await db.transaction().execute(async (tx) => {
    await complete(tx);
    if (!extracted?.length || !(await store.lockMemory(tx, owner))) return;
    // The decision is about the facts that the model saw. The item is put back, and the model asked again.
    if ((await store.stateOfFacts(tx, owner, now)) !== state) throw new Error('the user’s facts changed meanwhile');
    const left = new Set((await find(tx))?.turns.map(({ id }) => id));
    const offered = new Map(
      turns.map((turn, index) => [index + 1, turn] as const).filter(([, { id }]) => left.has(id)),
    );
    const facts = decide(extracted, offered, known, stored.conversationId);
    if (facts.length === 0) return;
    await keep(tx, owner, facts, now);
    await queue.enqueue(tx, [embedMemoryWork(tenantId, owner.userId)]);
  });
  queue.wake();
}
