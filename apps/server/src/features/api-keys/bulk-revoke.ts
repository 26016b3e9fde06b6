import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { revokeMatching } from './bulk-store.ts';
import { viewOf } from './read.ts';
import { deleteSecrets } from './secret-store.ts';
import type { KeyDeps } from './types.ts';

/** Bounds the statement and the audit event, which names every key. */
const AT_MOST = 10_000;

/** Ends all keys in view that fit, for good. Never the one in use: who locks themselves out cannot look what they have done. */
export async function revokeKeys(
  deps: Pick<KeyDeps, 'changes' | 'clock' | 'audit'>,
  principal: Principal,
  input: BodyOf<typeof routes.revokeApiKeys>,
): Promise<ResultOf<typeof routes.revokeApiKeys>> {
  const { tenantId } = principal;
  const conditions = {
    ids: input.ids,
    projectId: input.project_id,
    createdBy: input.created_by,
    memberId: input.member_id,
    environment: input.environment,
    namePrefix: input.name_prefix,
    unusedSince: input.unused_since === undefined ? undefined : new Date(input.unused_since),
    metadata: input.metadata,
    except: principal.type === 'key' ? principal.id : undefined,
  };
  const ids = await deps.changes.transaction(tenantId, async (tx) => {
    const revoked = await revokeMatching(tx, viewOf(principal), conditions, deps.clock.now(), AT_MOST);
    if (revoked.length === 0) return revoked;
    await deleteSecrets(tx, tenantId, revoked);
    await deps.audit.record(tx, principal, {
      action: 'api_keys.revoked',
      target: { type: 'api_key', id: null },
      after: { conditions: input, revoked: revoked.length, ids: revoked },
    });
    return revoked;
  });
  return { revoked: ids.length, ids };
}
