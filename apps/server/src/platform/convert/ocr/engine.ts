import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker as Thread } from 'node:worker_threads';
import type { Page, Worker } from 'tesseract.js';

/** The package also holds data for an older engine, which we do not use; the network inside is the same. */
const DATA_DIR = join(
  dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')),
  '4.0.0_best_int',
);

/** tesseract.js does not declare it: the thread that its worker is. */
type ThreadedWorker = Worker & { worker: Thread };

interface Engine {
  recognise(image: Uint8Array, turned: boolean): Promise<Page>;
}

let engine: Promise<Engine> | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Tesseract's reading of a picture: one after the other, in a thread that is started by the first (0.3 s) and then kept. The
 * thread holds no process up. After a failure the next picture gets a new one, so that none can spoil what follows.
 *
 * @param image a file of a kind that Leptonica decodes: PNG, JPEG, GIF, WebP, TIFF, PNM
 * @param turned recognises it upside down, with the places as they are then
 * @throws Error when the picture cannot be decoded, or the engine fails
 */
export function runEngine(image: Uint8Array, turned: boolean): Promise<Page> {
  const result = last.then(async () => {
    engine ??= startEngine();
    try {
      return await (await engine).recognise(image, turned);
    } catch (error) {
      engine = undefined;
      throw error;
    }
  });
  last = result.catch(() => {});
  return result;
}

async function startEngine(): Promise<Engine> {
  const { createWorker, OEM, PSM } = await import('tesseract.js');
  let fail: (reason: unknown) => void = () => {};
  // Some failures are told to `errorHandler` only, the thread's death to nobody but itself: its promises stay pending.
  const orFailure = <T>(work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      fail = (reason) => reject(reason instanceof Error ? reason : new Error(String(reason)));
      work.then(resolve, fail);
    });
  const worker = await orFailure(
    createWorker('eng', OEM.LSTM_ONLY, {
      langPath: DATA_DIR,
      cacheMethod: 'none',
      errorHandler: (reason: unknown) => fail(reason),
    }) as Promise<ThreadedWorker>,
  );
  const thread = worker.worker;
  thread.on('error', (error) => fail(error)).on('exit', () => fail(new Error('The thread of the engine ended.')));
  // Columns are found, and what Tesseract says to its terminal is not shown.
  await orFailure(worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO, debug_file: '/dev/null' }));
  thread.unref();

  return {
    async recognise(image, turned) {
      thread.ref();
      try {
        const how = turned ? { rotateRadians: Math.PI } : { rotateAuto: true };
        const { data } = await orFailure(worker.recognize(Buffer.from(image), how, { text: false, blocks: true }));
        return data;
      } catch (error) {
        void thread.terminate();
        throw error;
      } finally {
        thread.unref();
      }
    },
  };
}
