import { setImmediate as breathe } from 'node:timers/promises';
import { best } from './best.ts';
import { Conversations } from './conversations.ts';
import { type Entry, indexedText, isQuestion } from './entry.ts';
import { Postings } from './postings.ts';
import { Vectors } from './vectors.ts';
import { words } from './words.ts';

/*
 * The weights, each measured on the conversations of LoCoMo (docs/measurements.md): recall of the evidence among ten is flat
 * around them.
 */

/** What a turn inherits of the words of those around it: a reply is found by the question before it, and less by what follows. */
const NEIGHBOURS: readonly [distance: number, share: number][] = [
  [-1, 0.5],
  [1, 0.3],
  [-2, 0.25],
  [2, 0.2],
  [-3, 0.1],
  [3, 0.1],
];
/** A question is rarely what answers one. */
const QUESTION = -0.2;
/** What is new or important comes first among what fits equally. */
const RECENCY = 0.05;
const IMPORTANCE = 0.1;
const RECENCY_MS = 30 * 24 * 3_600_000;

/** Of up to so many rows all are scored in full; of more those that are best on either side. */
const SMALL = 1_500;
const CANDIDATES = 500;

/** What is looked for. */
export interface Sought {
  text: string;
  /** Null: words must do. */
  vector: Float32Array | null;
  /** The semantic side's, where the words weigh 1. */
  semanticWeight: number;
  limit: number;
  now: number;
  isVisible: (entry: Entry) => boolean;
}

export interface Ranked {
  id: string;
  score: number;
  /** BM25 of its own words and its neighbours', as a share of the best. */
  lexical: number;
  /** See {@link Vectors.nearness}. */
  semantic: number;
  recency: number;
}

/** The memories of one user in memory, ranked by words, meaning, recency and importance. */
export class MemoryIndex {
  readonly #entries: Entry[] = [];
  readonly #rows = new Map<string, number>();
  readonly #alive: boolean[] = [];
  readonly #postings = new Postings();
  readonly #vectors = new Vectors();
  readonly #conversations = new Conversations();

  /** Rows, with those that were replaced or removed. */
  get size(): number {
    return this.#entries.length;
  }

  /** Rows that were replaced or removed. */
  get dead(): number {
    return this.size - this.#rows.size;
  }

  /** Adds memories, or puts them in the place of what was known under their ids. */
  put(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const known = this.#rows.get(entry.id);
      const row = known !== undefined && isSameText(this.#entries[known], entry) ? known : this.#append(entry);
      if (known !== undefined && row !== known) this.#alive[known] = false;
      this.#entries[row] = { ...entry, vector: null };
      if (entry.vector) this.#vectors.set(row, entry.vector);
    }
  }

  #append(entry: Entry): number {
    const row = this.#entries.length;
    this.#postings.add(words(indexedText(entry)));
    this.#alive.push(true);
    this.#entries.push(entry);
    if (entry.kind === 'turn') this.#conversations.add(row, entry, this.#entries);
    this.#rows.set(entry.id, row);
    return row;
  }

  /** Forgets memories that are not there any more. */
  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row === undefined) continue;
      this.#alive[row] = false;
      this.#rows.delete(id);
    }
  }

  /**
   * The best for what is sought, best first; the order is always the same. Of many memories each step takes milliseconds, between
   * which other requests are served; what is put meanwhile is not ranked.
   */
  async rank(sought: Sought): Promise<Ranked[]> {
    const { size } = this;
    const isSmall = size <= SMALL;
    const rest = () => (isSmall ? undefined : breathe());
    const isVisible = (row: number) => {
      const entry = this.#entries[row];
      return entry !== undefined && this.#alive[row] === true && sought.isVisible(entry);
    };
    const own = this.#postings.scores(words(sought.text), size);
    // What was said otherwise, or is gone, must not speak for its neighbours either.
    if (this.dead > 0) for (let row = 0; row < size; row++) if (!this.#alive[row]) own[row] = 0;
    await rest();
    const lexical = this.#conversations.spread(own, NEIGHBOURS);
    const byWords = isSmall ? [] : best(lexical, CANDIDATES, 0, isVisible);
    await rest();
    const semantic = sought.vector
      ? this.#vectors.nearness(sought.vector, size, isVisible, byWords)
      : new Float32Array(size);
    await rest();
    const rows = isSmall
      ? Array.from({ length: size }, (_, row) => row).filter(isVisible)
      : [...new Set([...byWords, ...best(semantic, CANDIDATES, 0)])];
    const highest = rows.reduce((most, row) => Math.max(most, lexical[row] ?? 0), 0) || 1;
    return rows
      .flatMap((row) => {
        const entry = this.#entries[row];
        if (!entry) return [];
        const parts = {
          lexical: (lexical[row] ?? 0) / highest,
          semantic: semantic[row] ?? 0,
          recency: Math.exp(-Math.max(0, sought.now - entry.mentionedAt) / RECENCY_MS),
        };
        const score =
          parts.lexical +
          sought.semanticWeight * parts.semantic +
          RECENCY * parts.recency +
          IMPORTANCE * (entry.importance - 0.5) +
          (isQuestion(entry) ? QUESTION : 0);
        return [{ id: entry.id, score, ...parts }];
      })
      .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
      .slice(0, sought.limit);
  }
}

const isSameText = (known: Entry | undefined, entry: Entry) =>
  known !== undefined &&
  known.content === entry.content &&
  known.name === entry.name &&
  known.occurredAt === entry.occurredAt &&
  known.conversationId === entry.conversationId;
