import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { AccessChanges } from '../../access/changes/index.ts';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { deleteSecrets, forgetRecoverable } from '../api-keys/index.ts';
import { deleteAppDirectory } from '../apps/index.ts';
import type { Audit } from '../audit/index.ts';
import { deleteDirectoryEntries } from '../members/index.ts';
import { discardAllFiles } from '../stored-files/index.ts';
import * as store from './store.ts';

export interface TenantDeps {
  db: Db;
  queue: Queue;
  changes: AccessChanges;
  audit: Audit;
}

type Tenant = ResultOf<typeof routes.getTenant>;

export async function getTenant(deps: Pick<TenantDeps, 'db'>, principal: Principal): Promise<Tenant> {
  return present(await store.findTenant(deps.db, principal.tenantId));
}

/** The same with the plan it was given, null for the default one. */
export async function getTenantAndPlan(
  deps: Pick<TenantDeps, 'db'>,
  principal: Principal,
): Promise<{ tenant: Tenant; planName: string | null }> {
  const row = await store.findTenant(deps.db, principal.tenantId);
  return { tenant: present(row), planName: row.plan };
}

export async function updateTenant(
  deps: TenantDeps,
  principal: Principal,
  input: BodyOf<typeof routes.updateTenant>,
): Promise<Tenant> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return deps.db.transaction().execute(async (tx) => {
    const before = await store.findTenant(tx, tenantId);
    const after = await store.updateTenant(tx, tenantId, input);
    if (before.recoverable_keys && !after.recoverable_keys) await forgetRecoverable(tx, tenantId);
    await deps.audit.record(tx, principal, {
      action: 'tenant.updated',
      target: { type: 'tenant', id: tenantId },
      before: present(before),
      after: present(after),
    });
    return present(after);
  });
}

/** Rows and keys go in one transaction; the files follow by the queue, so that a crash leaves none behind. */
export async function deleteTenant(deps: TenantDeps, principal: Principal): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  // Only now, since it brings all of asking along, which each of the operator's commands would have to load.
  const { deleteEmbedDirectory } = await import('../embeds/index.ts');
  await deps.changes.transaction(tenantId, async (tx) => {
    await deleteSecrets(tx, tenantId);
    await deleteDirectoryEntries(tx, tenantId);
    await deleteEmbedDirectory(tx, tenantId);
    await deleteAppDirectory(tx, tenantId);
    await store.deleteTenant(tx, tenantId);
    await discardAllFiles(tx, deps.queue, tenantId);
  });
  deps.queue.wake();
}

const present = (row: store.TenantRow): Tenant => ({
  id: row.tenant_id,
  name: row.name,
  email: row.email,
  recoverable_keys: row.recoverable_keys,
  conversation_days: row.conversation_days,
  created_at: row.created_at.toISOString(),
});
