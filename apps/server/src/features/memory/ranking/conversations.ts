import { type Entry, SESSION_GAP_MS } from './entry.ts';

/** The turns of each conversation in the order in which they were said. */
export class Conversations {
  readonly #turns = new Map<string, number[]>();
  readonly #times: number[] = [];

  /** Adds a row; most are said after those that are there, and come last at no cost. */
  add(row: number, entry: Entry, entries: readonly Entry[]): void {
    this.#times[row] = entry.occurredAt;
    const key = `${entry.conversationId ?? ''} ${entry.projectId} ${entry.agentId}`;
    const turns = this.#turns.get(key) ?? [];
    this.#turns.set(key, turns);
    let low = turns.length;
    if (isBefore(entry, entries[turns.at(-1) ?? -1])) {
      low = 0;
      for (let high = turns.length; low < high; ) {
        const middle = (low + high) >> 1;
        if (isBefore(entry, entries[turns[middle] ?? -1])) high = middle;
        else low = middle + 1;
      }
    }
    turns.splice(low, 0, row);
  }

  /**
   * Adds to each row's score shares of those of its neighbours in the same conversation and session.
   *
   * @param shares by how many turns a neighbour is later (negative: earlier)
   */
  spread(own: Float32Array, shares: readonly (readonly [distance: number, share: number])[]): Float32Array {
    const scores = own.slice();
    for (const turns of this.#turns.values()) {
      for (let place = 0; place < turns.length; place++) {
        const row = turns[place] ?? 0;
        const score = own[row] ?? 0;
        if (score === 0) continue;
        const time = this.#times[row] ?? 0;
        for (const [distance, share] of shares) {
          // The other way round: to the row that has this one at that distance.
          const heir = turns[place - distance];
          if (heir === undefined || Math.abs((this.#times[heir] ?? 0) - time) > SESSION_GAP_MS) continue;
          scores[heir] = (scores[heir] ?? 0) + share * score;
        }
      }
    }
    return scores;
  }
}

const isBefore = (entry: Entry, other: Entry | undefined) =>
  other !== undefined &&
  (entry.occurredAt < other.occurredAt || (entry.occurredAt === other.occurredAt && entry.id < other.id));
