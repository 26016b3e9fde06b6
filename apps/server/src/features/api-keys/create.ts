import { defaultChildScopes, parseScopes } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import type { Actor, Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { requireHeld, requireTargets } from './bounds.ts';
import { boundedKey } from './new-key.ts';
import { auditFacts, type CreatedKey, present } from './present.ts';
import { requireRoom } from './room.ts';
import { addSecret, newSecret, sealRaw } from './secrets.ts';
import { requireStillHeld } from './still-held.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

type IssueDeps = Pick<KeyDeps, 'secrets' | 'keyFormat' | 'audit'>;

/** Makes a key that holds no more than its maker. */
export async function createKey(
  deps: KeyDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createApiKey>,
): Promise<CreatedKey> {
  const now = deps.clock.now();
  const scopes = input.scopes ? parseScopes(input.scopes) : defaultChildScopes(principal.scopes);
  requireHeld(principal, scopes);
  if (scopes.length === 0) throw invalid('scopes', 'you hold none that a key gets by default; name them');
  return deps.db.transaction().execute(async (tx) => {
    if (input.recoverable && !(await store.allowsRecoverable(tx, principal.tenantId))) {
      throw new ApiError('not_recoverable', {});
    }
    await requireTargets(tx, principal, 'projects', input.project_ids ?? []);
    await requireTargets(tx, principal, 'agents', input.agent_ids ?? []);
    await requireRoom(tx, deps.plans, principal.tenantId, now, 1);
    const key = boundedKey(principal, await requireStillHeld(tx, principal), { ...input, scopes }, now);
    return issueKey(tx, deps, principal, { ...key, recoverable: input.recoverable });
  });
}

/** Writes a key and its secret's digest; the secret exists only in what this returns. */
export async function issueKey(
  tx: Db,
  deps: IssueDeps,
  actor: Actor,
  key: Omit<store.NewKey, 'keyPrefix' | 'sealedSecret'> & { recoverable: boolean },
): Promise<CreatedKey> {
  const { tenantId } = actor;
  const secret = newSecret(deps.keyFormat, key.environment);
  const row = await store.insertKey(tx, tenantId, {
    ...key,
    keyPrefix: secret.prefix,
    sealedSecret: key.recoverable ? sealRaw(deps.secrets, tenantId, key.id, secret.raw) : null,
  });
  await addSecret(tx, deps.secrets, tenantId, key.id, secret.raw);
  await deps.audit.record(tx, actor, {
    action: 'api_key.created',
    target: { type: 'api_key', id: key.id },
    after: auditFacts(row),
  });
  return { ...present(row, key.createdAt), raw_key: secret.raw, api_key: secret.raw };
}
