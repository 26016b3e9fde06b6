import type { Db } from '../../platform/db/index.ts';
import { deleteExpired } from './store.ts';

/** So many that nobody waits long for what is locked. */
const AT_A_TIME = 500;

/** Of all tenants: what is older than its tenant keeps conversations (`conversation_days`). */
export async function deleteExpiredConversations(db: Db, now: Date): Promise<void> {
  while ((await deleteExpired(db, now, AT_A_TIME)) === AT_A_TIME);
}
