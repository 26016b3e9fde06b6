import type { Db } from '../../platform/db/index.ts';
import { deleteExpired, findExpired } from './store.ts';

/** So many that nobody waits long for what is locked. */
const AT_A_TIME = 500;

/** Of all tenants: what is older than its tenant keeps conversations (`conversation_days`). */
export async function deleteExpiredConversations(db: Db, now: Date): Promise<void> {
  let deleted: number;
  do {
    deleted = 0;
    const expired = Map.groupBy(await findExpired(db, now, AT_A_TIME), ({ tenantId }) => tenantId);
    for (const [tenantId, rows] of expired) {
      deleted += await deleteExpired(
        db,
        tenantId,
        rows.map(({ id }) => id),
        now,
      );
    }
  } while (deleted === AT_A_TIME);
}
