import type { Db } from '../../platform/db/index.ts';
import { invalid } from '../../platform/errors.ts';
import { holdProvider } from './store.ts';

/**
 * That the tenant has the provider, and keeps it until the transaction ends.
 *
 * @throws ApiError `invalid_request` on `provider_id`
 */
export async function requireProvider(tx: Db, tenantId: string, id: string): Promise<void> {
  if (!(await holdProvider(tx, tenantId, id))) throw invalid('provider_id', 'no such provider');
}
