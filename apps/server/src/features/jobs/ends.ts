import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { type EndedJob, endFinishedJobs } from './ends-store.ts';

/** Told of jobs that ended, in the transaction that ends them: what it writes exists exactly if they did end. */
export type JobListener = (tx: Db, tenantId: string, ended: readonly EndedJob[]) => Promise<void>;

/** Ends jobs, and says so to whoever listens. */
export interface JobEnds {
  /**
   * Ends those of the jobs that have nothing left to do.
   *
   * @param tx a transaction
   * @param options.withoutVectors ends those too whose passages still wait for vectors
   */
  end(
    tx: Db,
    tenantId: string,
    jobIds: readonly string[],
    options?: { withoutVectors?: boolean },
  ): Promise<readonly EndedJob[]>;
  /** Tells of jobs that were ended otherwise, as by a cancellation. */
  announce: JobListener;
}

export function createJobEnds(deps: { clock: Clock; listener: JobListener }): JobEnds {
  const announce: JobListener = async (tx, tenantId, ended) => {
    if (ended.length > 0) await deps.listener(tx, tenantId, ended);
  };
  return {
    async end(tx, tenantId, jobIds, options) {
      const ended = await endFinishedJobs(tx, tenantId, jobIds, deps.clock.now(), options);
      await announce(tx, tenantId, ended);
      return ended;
    },
    announce,
  };
}
