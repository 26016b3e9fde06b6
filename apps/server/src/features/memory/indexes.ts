import { setImmediate as breathe } from 'node:timers/promises';
import type { Db } from '../../platform/db/index.ts';
import { type Position, readChanges, versionOf } from './index-store.ts';
import { MemoryIndex } from './ranking/memory-index.ts';

/** Memories read and indexed at a time, in less than 10 ms, between which other requests are served. */
const STEP = 200;

/** Memories kept for all users together: at 512 components some 150 MB. */
const MAX_ROWS = 150_000;

/** An index with more memories replaced or removed than this share is made anew. */
const MOST_DEAD = 0.5;

/** What nobody asked about for so long is dropped: also what another process has erased does not stay longer. */
const IDLE_MS = 10 * 60_000;

interface Copy {
  index: MemoryIndex;
  position: Position;
  /** Up to here all was read. */
  version: number;
  reading: Promise<void> | undefined;
  /** When it was last asked for, by the process's own clock. */
  usedAt: number;
  isGone: boolean;
}

const START: Position = { version: 0, id: '00000000-0000-0000-0000-000000000000' };

/**
 * The memories of the users asked about last, indexed in memory. Each question learns the version of the user's memory from the
 * database and waits for what the copy lacks, so that any number of processes may write, and what was written is found.
 */
export class MemoryIndexes {
  readonly #db: Db;
  readonly #encoderId: string;
  readonly #copies = new Map<string, Copy>();

  constructor(db: Db, encoderId: string) {
    this.#db = db;
    this.#encoderId = encoderId;
  }

  /** The index of a user's memories as they are now; undefined for a user of whom nothing is remembered. */
  async of(tenantId: string, userId: string): Promise<MemoryIndex | undefined> {
    const version = await versionOf(this.#db, tenantId, userId);
    if (version === 0) return undefined;
    const copy = this.#use(`${tenantId} ${userId}`);
    while (copy.version < version) {
      copy.reading ??= this.#read(copy, tenantId, userId).finally(() => {
        copy.reading = undefined;
      });
      await copy.reading;
      if (copy.isGone) return undefined;
    }
    return copy.index;
  }

  /** Drops the copy of a user who was erased. */
  drop(tenantId: string, userId: string): void {
    this.#copies.delete(`${tenantId} ${userId}`);
  }

  dropIdle(): void {
    const since = performance.now() - IDLE_MS;
    for (const [key, { usedAt }] of this.#copies) if (usedAt < since) this.#copies.delete(key);
  }

  /** Takes memories out that turned out to be gone. */
  remove(tenantId: string, userId: string, ids: readonly string[]): void {
    this.#copies.get(`${tenantId} ${userId}`)?.index.remove(ids);
  }

  async #read(copy: Copy, tenantId: string, userId: string): Promise<void> {
    const version = await versionOf(this.#db, tenantId, userId);
    if (version === 0) {
      // Erased since the question came.
      copy.isGone = true;
      return this.drop(tenantId, userId);
    }
    for (;;) {
      const read = await readChanges(this.#db, { tenantId, userId }, this.#encoderId, copy.position, STEP);
      copy.index.put(read.entries);
      copy.position = read.position;
      if (read.entries.length < STEP) break;
      await breathe();
    }
    // What was committed since the look at the version is read with it or after it, never left out.
    copy.version = Math.max(version, copy.position.version);
    this.#evict();
  }

  /** The copy, made the last to be evicted. */
  #use(key: string): Copy {
    let copy = this.#copies.get(key);
    if (!copy || copy.index.dead > copy.index.size * MOST_DEAD + STEP) {
      copy = { index: new MemoryIndex(), position: START, version: 0, reading: undefined, usedAt: 0, isGone: false };
    }
    copy.usedAt = performance.now();
    this.#copies.delete(key);
    this.#copies.set(key, copy);
    return copy;
  }

  #evict(): void {
    let rows = 0;
    for (const { index } of this.#copies.values()) rows += index.size;
    for (const [key, { index }] of this.#copies) {
      if (rows <= MAX_ROWS || this.#copies.size === 1) return;
      this.#copies.delete(key);
      rows -= index.size;
    }
  }
}
