import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { ApiError } from '../../platform/errors.ts';
import { requireAllOf } from './bounds.ts';
import { lockActive } from './change.ts';
import { openRaw } from './secrets.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

/** Shows a recoverable key again. It is answered only once the audit log holds that it was. */
export async function revealKey(
  deps: Pick<KeyDeps, 'db' | 'clock' | 'secrets' | 'audit'>,
  principal: Principal,
  id: string,
): Promise<ResultOf<typeof routes.revealApiKey>> {
  const { tenantId } = principal;
  return deps.db.transaction().execute(async (tx) => {
    const row = await lockActive(tx, principal, id, deps.clock.now());
    await requireAllOf(tx, principal, row);
    if (!row.sealed_secret || !(await store.allowsRecoverable(tx, tenantId))) throw new ApiError('not_recoverable', {});
    await deps.audit.record(tx, principal, { action: 'api_key.revealed', target: { type: 'api_key', id } });
    return { raw_key: openRaw(deps.secrets, tenantId, id, row.sealed_secret) };
  });
}
