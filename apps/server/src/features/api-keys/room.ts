import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import type { Plans } from '../plans/index.ts';
import { countActive } from './store.ts';

/**
 * Throws `plan_limit` when the tenant's plan has no room for so many more active keys. Until the transaction ends nobody else counts,
 * so that of two who take the last place one is refused.
 */
export async function requireRoom(tx: Db, plans: Plans, tenantId: string, now: Date, more: number): Promise<void> {
  if ((await plans.of(tx, tenantId)).activeKeys === null) return;
  const plan = await plans.lock(tx, tenantId);
  if (plan.activeKeys === null) return;
  const used = await countActive(tx, tenantId, now);
  if (used + more <= plan.activeKeys) return;
  throw new ApiError('plan_limit', { plan: plan.name, limit: 'active keys', allowed: plan.activeKeys, used });
}
