import type { Clock } from '../../../platform/clock.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { Queue } from '../../../platform/queue/index.ts';
import { discardFiles } from '../../stored-files/index.ts';
import { dropResult, findExpiredResults } from './store.ts';

const BATCH = 100;

/** Deletes the results that are kept no longer; their jobs stay. */
export async function discardExpiredResults(deps: { db: Db; clock: Clock; queue: Queue }): Promise<void> {
  const { db, clock, queue } = deps;
  for (;;) {
    const expired = await findExpiredResults(db, clock.now(), BATCH);
    for (const { tenant_id: tenantId, id, result_file_id: fileId } of expired) {
      await db.transaction().execute(async (tx) => {
        if (fileId === null || !(await dropResult(tx, tenantId, id, fileId))) return;
        await discardFiles(tx, queue, tenantId, [fileId]);
      });
    }
    if (expired.length > 0) queue.wake();
    if (expired.length < BATCH) return;
  }
}
