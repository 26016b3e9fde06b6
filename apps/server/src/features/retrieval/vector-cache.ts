import type { Db } from '../../platform/db/index.ts';
import { readVectors, spaceVersion, type VectorSpace } from './vector-store.ts';
import { VectorTable } from './vector-table.ts';

/** Versions read at a time. Each is one batch of an ingest, so this is some hundred rows and some 10 ms. */
const STEP = 8;

/** For all spaces together: 220,000 passages of 512 components. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What was stored up to some version is in the table, and perhaps some of what was deleted since. */
export interface VectorCopy {
  table: VectorTable;
  version: number;
}

interface Copy extends VectorCopy {
  reading: Promise<void> | undefined;
  /** Larger alone than all may be; it stays empty. */
  isTooLarge: boolean;
}

/**
 * A copy in memory of the spaces last searched, since comparing 20,000 rows and reading the vectors of the best takes the
 * embedded database 10 ms and this 1 ms. A search that learns of a newer version from the database waits for what the copy
 * lacks, if that is little; else it does without, and the copy is made behind it. So any number of processes may write.
 * What is deleted is found out by whoever misses it, and taken out then.
 */
export class VectorCache {
  readonly #db: Db;
  readonly #maxBytes: number;
  readonly #copies = new Map<string, Copy>();

  constructor(db: Db, maxBytes = MAX_BYTES) {
    this.#db = db;
    this.#maxBytes = maxBytes;
  }

  /** What of a space was read before, which costs nothing, and may be out of date; undefined: nothing, or it is being added to. */
  held(space: VectorSpace): VectorCopy | undefined {
    const { table, version, reading, isTooLarge } = this.#use(space);
    return version === 0 || reading || isTooLarge ? undefined : { table, version };
  }

  /** The vectors of a space, all that were stored before the call; undefined where they cannot be had now. */
  async current(space: VectorSpace): Promise<VectorCopy | undefined> {
    const copy = this.#use(space);
    if (copy.isTooLarge) return undefined;
    const version = await spaceVersion(this.#db, space);
    const isNear = version - copy.version <= STEP;
    const read = this.#catchUp(copy, space, version);
    if (!isNear) {
      // Its failure is not this search's; the next one tries again.
      read.catch(() => {});
      return undefined;
    }
    await read;
    return copy.isTooLarge ? undefined : { table: copy.table, version: copy.version };
  }

  /** Reads up to `version` in steps, between which others get at the database; one reader at a time. */
  async #catchUp(copy: Copy, space: VectorSpace, version: number): Promise<void> {
    while (copy.version < version && !copy.isTooLarge) {
      copy.reading ??= this.#readStep(copy, space, version).finally(() => {
        copy.reading = undefined;
      });
      await copy.reading;
    }
  }

  async #readStep(copy: Copy, space: VectorSpace, version: number): Promise<void> {
    const upTo = Math.min(version, copy.version + STEP);
    for (const { chunkId, vector } of await readVectors(this.#db, space, copy.version, upTo)) {
      copy.table.set(chunkId, vector);
    }
    copy.version = upTo;
    this.#shrink(copy);
  }

  /** The copy, made the last to be let go. */
  #use({ tenantId, projectId, encoderId }: VectorSpace): Copy {
    const key = `${tenantId} ${projectId} ${encoderId}`;
    const copy = this.#copies.get(key) ?? {
      table: new VectorTable(),
      version: 0,
      reading: undefined,
      isTooLarge: false,
    };
    this.#copies.delete(key);
    this.#copies.set(key, copy);
    return copy;
  }

  /** Lets go of the copies not used for longest, and at last of the one that grows. */
  #shrink(growing: Copy): void {
    let bytes = 0;
    for (const { table } of this.#copies.values()) bytes += table.bytes;
    for (const [key, copy] of this.#copies) {
      if (bytes <= this.#maxBytes) return;
      if (copy === growing) continue;
      this.#copies.delete(key);
      bytes -= copy.table.bytes;
    }
    if (bytes <= this.#maxBytes) return;
    growing.isTooLarge = true;
    growing.table = new VectorTable();
  }
}
