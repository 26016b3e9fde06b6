import type { Db } from '../../platform/db/index.ts';
import { SignTable } from './sign-table.ts';
import { readSigns } from './vector-store.ts';

/** Versions read at a time. Each is one batch of an ingest, so this is some thousands of rows and some 10 ms. */
const STEP = 32;

/** Rows kept for all spaces together: at 512 signs 80 MB. */
const MAX_ROWS = 1_000_000;

interface Space {
  table: SignTable;
  /** What was stored up to here is in the table. */
  version: number;
  reading: Promise<void> | undefined;
}

/**
 * A copy in memory of the spaces last searched, since comparing 20,000 rows takes the embedded database 7 ms and this
 * 1 ms. A search learns the space's version from the database and waits for what the copy lacks, if that is little;
 * else it is told to do without, and the copy is made behind it. So any number of processes may write.
 */
export class SignCache {
  readonly #db: Db;
  readonly #spaces = new Map<string, Space>();

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * The ids of the `limit` nearest by signs, some of which may have been deleted; undefined where the copy is not ready.
   */
  async nearest(
    tenantId: string,
    space: string,
    { signs, version }: { signs: string; version: number },
    limit: number,
  ): Promise<string[] | undefined> {
    const known = this.#use(`${tenantId} ${space}`);
    const isNear = version - known.version <= STEP;
    const read = this.#catchUp(known, tenantId, space, version);
    if (!isNear) {
      // Its failure is not this search's; the next one tries again.
      read.catch(() => {});
      return undefined;
    }
    await read;
    return known.table.nearest(signs, limit);
  }

  /** Lets go of a copy that holds too many passages deleted since; the next search begins a new one. */
  drop(tenantId: string, space: string): void {
    this.#spaces.delete(`${tenantId} ${space}`);
  }

  /** Reads up to `version` in steps, between which others get at the database; one reader at a time. */
  async #catchUp(known: Space, tenantId: string, space: string, version: number): Promise<void> {
    while (known.version < version) {
      known.reading ??= this.#readStep(known, tenantId, space, version).finally(() => {
        known.reading = undefined;
      });
      await known.reading;
    }
  }

  async #readStep(known: Space, tenantId: string, space: string, version: number): Promise<void> {
    const upTo = Math.min(version, known.version + STEP);
    known.table.add(await readSigns(this.#db, tenantId, space, known.version, upTo));
    known.version = upTo;
    this.#evict();
  }

  /** The space, made the last to be evicted. */
  #use(key: string): Space {
    const known = this.#spaces.get(key) ?? { table: new SignTable(), version: 0, reading: undefined };
    this.#spaces.delete(key);
    this.#spaces.set(key, known);
    return known;
  }

  #evict(): void {
    let rows = 0;
    for (const { table } of this.#spaces.values()) rows += table.size;
    for (const [key, { table }] of this.#spaces) {
      if (rows <= MAX_ROWS) return;
      this.#spaces.delete(key);
      rows -= table.size;
    }
  }
}
