import type { KeyFormat } from '@ragkeep/access';
import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { deleteSecrets, issueKey, type KeyCache } from '../api-keys/index.ts';
import { discardAllFiles } from '../stored-files/index.ts';
import * as store from './store.ts';

export interface TenantDeps {
  db: Db;
  clock: Clock;
  queue: Queue;
  keyFormat: KeyFormat;
  keyCache: KeyCache;
  registration: 'open' | 'closed';
}

type Tenant = ResultOf<typeof routes.getTenant>;

/** A new tenant with its first key, which may do everything within it. */
export async function registerTenant(
  deps: TenantDeps,
  input: BodyOf<typeof routes.createTenant>,
): Promise<ResultOf<typeof routes.createTenant>> {
  if (deps.registration === 'closed') throw new ApiError('registration_closed', {});
  const now = deps.clock.now();
  const tenantId = uuidv7();
  const key = await deps.db.transaction().execute(async (tx) => {
    await store.insertTenant(tx, { tenantId, name: input.name, email: input.email, createdAt: now });
    return issueKey(tx, deps.keyFormat, tenantId, {
      id: uuidv7(),
      name: 'First key',
      environment: 'live',
      scopes: ['tenant:admin'],
      projectIds: null,
      agentIds: null,
      metadata: {},
      createdBy: { type: 'registration', id: null },
      createdAt: now,
      expiresAt: null,
    });
  });
  return {
    tenant_id: tenantId,
    api_key: key.raw_key,
    api_key_prefix: key.key_prefix,
    message: 'Save your API key securely. It will not be shown again.',
  };
}

export async function getTenant(deps: Pick<TenantDeps, 'db'>, principal: Principal): Promise<Tenant> {
  return present(await store.findTenant(deps.db, principal.tenantId));
}

export async function updateTenant(
  deps: TenantDeps,
  principal: Principal,
  input: BodyOf<typeof routes.updateTenant>,
): Promise<Tenant> {
  requireWholeTenant(principal);
  return present(await store.updateTenant(deps.db, principal.tenantId, input));
}

/** Rows and keys go in one transaction; the files follow by the queue, so that a crash leaves none behind. */
export async function deleteTenant(deps: TenantDeps, principal: Principal): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await deps.db.transaction().execute(async (tx) => {
    await deleteSecrets(tx, tenantId);
    await store.deleteTenant(tx, tenantId);
    await discardAllFiles(tx, deps.queue, tenantId);
  });
  deps.keyCache.forget(tenantId);
  deps.queue.wake();
}

const present = (row: store.TenantRow): Tenant => ({
  id: row.tenant_id,
  name: row.name,
  email: row.email,
  created_at: row.created_at.toISOString(),
});
