import type { BodyOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { embedMemoryWork } from './embed.ts';
import { queueExtraction } from './extraction/enqueue.ts';
import { factsOf, notesOf, turnsOf } from './items.ts';
import { keep } from './keep.ts';
import { placeOf, requireUser } from './place.ts';
import type { Kept, NewMemory, Owner, RememberedMessage } from './types.ts';

export interface RememberDeps {
  db: Db;
  clock: Clock;
  queue: Queue;
  /** Whether a language model extracts facts from what is said. */
  extracts: boolean;
}

/** What is to be remembered about a user; one of the three last. */
export interface Said {
  /** Our id or the caller's own, who is made if that is new; needless for a credential that is bound to a user. */
  userId?: string | undefined;
  /** An id or slug. */
  projectId?: string | undefined;
  agentId?: string | undefined;
  conversationId?: string | undefined;
  messages?: readonly RememberedMessage[] | undefined;
  text?: string | undefined;
  facts?: BodyOf<typeof routes.createMemories>['facts'];
}

/**
 * Remembers messages, a text or facts. They can be found by their words as soon as this resolves, and by their meaning once the
 * queue has encoded them.
 *
 * @returns what became of each that says something, in order
 * @throws ApiError `not_found` for a user, project or agent that is not there, or not within reach
 */
export async function remember(deps: RememberDeps, principal: Principal, said: Said): Promise<Kept[]> {
  const { tenantId } = principal;
  const now = deps.clock.now();
  const place = await placeOf(deps, principal, said);
  const userId = await requireUser(deps, principal, said.userId, { create: true });
  const owner: Owner = { tenantId, userId, ...place };
  const items = itemsOf(said, now);
  if (items.length === 0) return [];
  const kept = await deps.db.transaction().execute(async (tx) => {
    const outcomes = await keep(tx, owner, items, now);
    await enqueue(deps, tx, owner, items, outcomes);
    return outcomes;
  });
  deps.queue.wake();
  return kept;
}

function itemsOf({ messages, text, facts, ...said }: Said, now: Date): NewMemory[] {
  const conversationId = said.conversationId ?? null;
  if (messages) return turnsOf(messages, conversationId, now);
  if (text !== undefined) return notesOf(text, conversationId, now);
  return factsOf(facts ?? [], conversationId, now);
}

async function enqueue(
  { queue, extracts }: RememberDeps,
  tx: Db,
  owner: Owner,
  items: readonly NewMemory[],
  outcomes: readonly Kept[],
): Promise<void> {
  const added = items.flatMap((item, place) => {
    const outcome = outcomes[place];
    return outcome && outcome.status !== 'merged' ? [{ ...item, id: outcome.id }] : [];
  });
  if (added.length === 0) return;
  await queue.enqueue(tx, [embedMemoryWork(owner.tenantId, owner.userId)]);
  const turns = added.filter((item) => item.kind === 'turn');
  if (extracts && turns.length > 0) await queueExtraction(tx, queue, owner, turns);
}
