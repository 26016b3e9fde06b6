import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { createPool } from '../../workers/pool.ts';
import { PreparingClient } from './client.ts';
import { lockFolder } from './lock.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { WorkerStream } from './stream.ts';

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
  let worker: Worker;
  try {
    if (folder && !existsSync(join(folder, 'PG_VERSION'))) await createDatabase(input);
    worker = await startWorker(input);
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
    stream: () => new WorkerStream(worker) as never,
  });

  return {
    pool,
    async dump() {
      const message = await ask(worker, { type: 'dump' }, 'dumped');
      if (message.type !== 'dumped') throw new Error('the embedded database gave no dump');
      return message.bytes;
    },
    async close() {
      await pool.end();
      await closeWorker(worker);
      unlock();
    },
  };
}

async function createDatabase(input: WorkerInput): Promise<void> {
  const maker = createPool({ entry: new URL('./create.ts', import.meta.url), input, size: 1, timeoutMs: 60_000 });
  try {
    await maker.warm();
  } finally {
    await maker.close();
  }
}

async function startWorker(workerData: WorkerInput): Promise<Worker> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'database' });
  worker.setMaxListeners(0);
  await answer(worker, 'ready');
  return worker;
}

async function closeWorker(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit');
  await ask(worker, { type: 'close' }, 'closed');
  await exited;
}

function ask(worker: Worker, message: ToWorker, reply: 'dumped' | 'closed'): Promise<FromWorker> {
  worker.postMessage(message);
  return answer(worker, reply);
}

/** The next message of the given type; rejects when the thread fails or ends first. */
function answer(worker: Worker, type: FromWorker['type']): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    const onMessage = (message: FromWorker) => {
      if (message.type === type) done(() => resolve(message));
      else if (message.type === 'broken')
        done(() => reject(new Error(`the embedded database failed: ${message.reason}`)));
    };
    const onError = (error: unknown) =>
      done(() => reject(new Error('the embedded database could not be opened', { cause: error })));
    const onExit = () => done(() => reject(new Error('the embedded database stopped')));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
