import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { type Encoder, EncoderError } from '../../platform/embedding/encoder.ts';
import { contextOf } from './context.ts';
import type { MemoryIndexes } from './indexes.ts';
import { isWithinReach, requireUser } from './place.ts';
import type { Entry } from './ranking/entry.ts';
import type { MemoryIndex, Ranked, Sought } from './ranking/memory-index.ts';
import { findMemories, findSources, type MemoryRow, type SourceRow } from './store.ts';
import type { Uses } from './uses.ts';

export interface RecallDeps {
  db: Db;
  clock: Clock;
  encoder: Encoder;
  indexes: MemoryIndexes;
  uses: Uses;
}

/** What is asked of a user's memory. */
export interface Asked {
  /** Our id or the caller's; needless for a credential that is bound to a user. */
  userId?: string | undefined;
  query: string;
  /** Leaves out what is kept to other projects. */
  projectId?: string | undefined;
  /** As of that time; now, if it is left out. */
  at?: Date | undefined;
  topK?: number | undefined;
  /** Of the context, in tokens. */
  tokenBudget?: number | undefined;
}

/** Best first. */
export interface Recalled {
  context: string;
  memories: { row: MemoryRow; rank: Ranked; sources: SourceRow[] }[];
}

const TOP_K = 10;
const TOKEN_BUDGET = 1000;

/** Turns are shorter than passages, so that words miss more of them: the encoder's weight beside BM25, and this. */
const SEMANTIC_WEIGHT = 0.4;

/**
 * What is remembered of a user that bears best on a question.
 *
 * @throws ApiError `not_found` for a user who is not there, or not the principal's
 */
export async function recall(
  deps: RecallDeps,
  principal: Principal,
  asked: Asked,
  signal: AbortSignal,
): Promise<Recalled> {
  const { tenantId } = principal;
  const topK = asked.topK ?? TOP_K;
  const [userId, vector] = await Promise.all([
    requireUser(deps, principal, asked.userId, { create: false }),
    encode(deps.encoder, asked.query, signal),
  ]);
  const index = await deps.indexes.of(tenantId, userId);
  if (!index) return { context: '', memories: [] };
  const sought: Sought = {
    text: asked.query,
    vector,
    semanticWeight: SEMANTIC_WEIGHT + deps.encoder.fusionWeight,
    limit: topK,
    now: (asked.at ?? deps.clock.now()).getTime(),
    isVisible: visibility(principal, asked, deps.clock.now().getTime()),
  };
  const { ranked, rows } = await living(deps, principal, index, sought);
  const ids = ranked.map(({ id }) => id);
  const [sources, context] = await Promise.all([
    findSources(deps.db, tenantId, ids),
    contextFor(rows, asked.tokenBudget ?? TOKEN_BUDGET),
  ]);
  deps.uses.note(tenantId, ids);
  const memories = ranked.flatMap((rank, place) => {
    const row = rows[place];
    return row ? [{ row, rank, sources: sources.get(rank.id) ?? [] }] : [];
  });
  return { context, memories };
}

/** Null when the encoder fails or has nothing to say about it, which must not end a question that words can answer. */
async function encode(encoder: Encoder, text: string, signal: AbortSignal): Promise<Float32Array | null> {
  try {
    return await encoder.encodeQuery(text, signal);
  } catch (error) {
    if (error instanceof EncoderError) return null;
    throw error;
  }
}

/** What a question may find: within reach, and true at the time that is asked about. */
function visibility(principal: Principal, { projectId, at }: Asked, now: number): (entry: Entry) => boolean {
  const isReached = isWithinReach(principal);
  const time = at?.getTime() ?? now;
  return (entry) =>
    isReached(entry) &&
    (projectId === undefined || entry.projectId === null || entry.projectId === projectId) &&
    (entry.validUntil === null || entry.validUntil > time) &&
    // A clock of the caller's that is ahead must not hide what was just said.
    (at === undefined ? entry.kind !== 'fact' || entry.validFrom <= time : startOf(entry) <= time);
}

const startOf = (entry: Entry) => (entry.kind === 'fact' ? entry.validFrom : entry.occurredAt);

/** The best that are still there. What has been deleted since the index read it is taken out, and the next best come up. */
async function living(
  { db }: RecallDeps,
  principal: Principal,
  index: MemoryIndex,
  sought: Sought,
): Promise<{ ranked: Ranked[]; rows: MemoryRow[] }> {
  for (;;) {
    const ranked = await index.rank(sought);
    const ids = ranked.map(({ id }) => id);
    const found = new Map((await findMemories(db, principal, ids)).map((row) => [row.id, row]));
    const gone = ids.filter((id) => !found.has(id));
    if (gone.length === 0) return { ranked, rows: ids.flatMap((id) => found.get(id) ?? []) };
    index.remove(gone);
  }
}

/** The tokenizer takes 0.2 s and 100 MB to load, so it is not until it is needed. */
async function contextFor(rows: readonly MemoryRow[], budget: number): Promise<string> {
  if (rows.length === 0 || budget === 0) return '';
  return contextOf(rows, budget, await import('../../platform/llm/tokens.ts'));
}
