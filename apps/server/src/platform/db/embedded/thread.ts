import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';

/** So long a failed start speaks for the next ones: each takes a second, and requests come all the time. */
const TRY_AGAIN_MS = 2_000;

/** The thread that PGlite lives in, and the next one when it ends by itself. */
export interface DatabaseThread {
  /**
   * The running thread. One that ended, as it does when the disk takes no more of the write-ahead log, is replaced: the new one
   * replays that log, so that everything committed is there. Rejects while none can be started.
   */
  running(): Promise<Worker>;
  ask(message: ToWorker, reply: 'dumped' | 'closed'): Promise<FromWorker>;
  close(): Promise<void>;
}

/** Starts the thread; rejects when the database cannot be opened. */
export async function startThread(input: WorkerInput): Promise<DatabaseThread> {
  let current: Promise<Worker> | undefined;
  const forget = (started: Promise<Worker>) => {
    if (current === started) current = undefined;
  };

  function start(): Promise<Worker> {
    const started = startWorker(input);
    current = started;
    started.then(
      (worker) => worker.once('exit', () => forget(started)),
      () => setTimeout(() => forget(started), TRY_AGAIN_MS).unref(),
    );
    return started;
  }

  // What was only in memory is gone with the thread: another would be another database.
  const isKept = input.dataDir !== undefined;
  const running = () => current ?? (isKept ? start() : Promise.reject(stopped()));
  await start();

  return {
    running,
    async ask(message, reply) {
      const worker = await running();
      worker.postMessage(message);
      return answer(worker, reply);
    },
    async close() {
      const worker = await current?.catch(() => undefined);
      if (!worker) return;
      const exited = once(worker, 'exit');
      worker.postMessage({ type: 'close' } satisfies ToWorker);
      // A database that fails at its end has all that was committed in its log.
      await answer(worker, 'closed').catch(() => worker.terminate());
      await exited;
    },
  };
}

const stopped = () => new Error('the embedded database stopped');

async function startWorker(workerData: WorkerInput): Promise<Worker> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'database' });
  worker.setMaxListeners(0);
  // Also one that fails later: its end is what counts, and without a listener it would end the process.
  worker.on('error', () => {});
  await answer(worker, 'ready');
  return worker;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
      done(() => reject(new Error(`the embedded database failed: ${reasonOf(error)}`, { cause: error })));
    const onExit = () => done(() => reject(stopped()));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
