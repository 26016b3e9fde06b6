import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Log } from '../../platform/log.ts';
import { type JobChanges, noteProgress, type QueuedSource } from '../jobs/index.ts';
import type { ReadProgress } from './reader/index.ts';

/** How often the progress of a source is written. */
const INTERVAL_MS = 1000;

/**
 * Writes how far a source is while it is read, and stops the reading when nobody waits for it any more.
 *
 * @returns what to give to the reader
 */
export function followReading(
  deps: { db: Db; clock: Clock; log: Log; jobChanges: JobChanges },
  source: QueuedSource,
  signal: AbortSignal,
): { signal: AbortSignal; onProgress(progress: ReadProgress): void } {
  const { db, clock, log, jobChanges } = deps;
  const given = new AbortController();
  let writtenAt = Number.NEGATIVE_INFINITY;
  async function write(pagesDone: number): Promise<void> {
    const isWanted = await noteProgress(db, source, pagesDone);
    if (isWanted) jobChanges.changed(source.job_id);
    else given.abort(new CancelledError());
  }
  return {
    signal: AbortSignal.any([signal, given.signal]),
    onProgress({ done }) {
      const now = clock.now().getTime();
      if (now - writtenAt < INTERVAL_MS) return;
      writtenAt = now;
      write(done).catch((error: unknown) => log.warn({ err: error, job_id: source.job_id }, 'progress is not written'));
    },
  };
}

/** The job was cancelled while its sources were read: all is rolled back, and the next try finds nothing to do. */
export class CancelledError extends Error {
  override name = 'CancelledError';
  override message = 'the job was cancelled meanwhile';
}
