import { type Entry, SESSION_GAP_MS } from './entry.ts';

/** Rows in the order in which they were said, each conversation for itself, so that a row's neighbours can be found. */
export class Sequence {
  #order: number[] = [];
  #places: number[] = [];

  /** Adds rows that are not there yet; linear in all rows, for they are merged into what is sorted already. */
  add(rows: readonly number[], entries: readonly Entry[]): void {
    if (rows.length === 0) return;
    const isBefore = (a: number, b: number) => compare(entries[a], entries[b]) < 0;
    const fresh = [...rows].sort((a, b) => compare(entries[a], entries[b]));
    const merged: number[] = [];
    let next = 0;
    for (const row of this.#order) {
      while (next < fresh.length && isBefore(fresh[next] ?? 0, row)) merged.push(fresh[next++] ?? 0);
      merged.push(row);
    }
    while (next < fresh.length) merged.push(fresh[next++] ?? 0);
    this.#order = merged;
    for (let place = 0; place < merged.length; place++) this.#places[merged[place] ?? 0] = place;
  }

  /** The row `distance` turns later (negative: earlier) in the same conversation and session, if there is one. */
  neighbour(row: number, distance: number, entries: readonly Entry[]): number | undefined {
    const place = this.#places[row];
    if (place === undefined) return undefined;
    const other = this.#order[place + distance];
    if (other === undefined) return undefined;
    const [a, b] = [entries[row], entries[other]];
    return a && b && isOneSession(a, b) ? other : undefined;
  }
}

const isOneSession = (a: Entry, b: Entry) =>
  a.conversationId === b.conversationId &&
  a.projectId === b.projectId &&
  a.agentId === b.agentId &&
  Math.abs(a.occurredAt - b.occurredAt) <= SESSION_GAP_MS;

function compare(a: Entry | undefined, b: Entry | undefined): number {
  if (!a || !b) return 0;
  const [left, right] = [a.conversationId ?? '', b.conversationId ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
