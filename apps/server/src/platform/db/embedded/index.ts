import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createPool } from '../../workers/pool.ts';
import { PreparingClient } from './client.ts';
import { lockFolder } from './lock.ts';
import type { WorkerInput } from './messages.ts';
import { WorkerStream } from './stream.ts';
import { type DatabaseThread, startThread } from './thread.ts';

export interface EmbeddedDatabase {
  pool: pg.Pool;
  /** The whole database as one archive, to begin another from. */
  dump(): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/**
 * Opens the embedded database in `dataDir` (a folder of our own; undefined: in memory), alone: a second process on the
 * same folder is refused, since two would destroy it.
 */
export async function openEmbedded(options: {
  dataDir?: string;
  sharedBuffersMb?: number;
  snapshot?: Uint8Array;
}): Promise<EmbeddedDatabase> {
  const { dataDir, sharedBuffersMb = 48, snapshot } = options;
  if (dataDir) await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = dataDir ? lockFolder(dataDir) : () => {};
  const folder = dataDir ? join(dataDir, 'postgres') : undefined;
  const input: WorkerInput = { dataDir: folder, sharedBuffersMb, ...(snapshot ? { snapshot } : {}) };
  let thread: DatabaseThread;
  try {
    if (folder && !existsSync(join(folder, 'PG_VERSION'))) await createDatabase(input);
    thread = await startThread(input);
  } catch (error) {
    unlock();
    throw error;
  }

  // One connection, since PGlite has one session. A query that waits for the connection its own transaction holds would
  // wait for ever; the time-out makes that mistake an error.
  const pool = new pg.Pool({
    Client: PreparingClient,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 60_000,
    user: 'postgres',
    database: 'postgres',
    stream: () => new WorkerStream(thread.running) as never,
  });

  return {
    pool,
    async dump() {
      const message = await thread.ask({ type: 'dump' }, 'dumped');
      if (message.type !== 'dumped') throw new Error('the embedded database gave no dump');
      return message.bytes;
    },
    async close() {
      await pool.end();
      await thread.close();
      unlock();
    },
  };
}

/** Takes 2 s, and very much longer on a machine that is busy; nothing is gained by giving up early. */
const CREATE_WITHIN_MS = 300_000;

async function createDatabase(input: WorkerInput): Promise<void> {
  const maker = createPool({
    entry: new URL('./create.ts', import.meta.url),
    input,
    size: 1,
    timeoutMs: CREATE_WITHIN_MS,
  });
  try {
    await maker.warm();
  } finally {
    await maker.close();
  }
}
