import { defaultChildScopes, parseScopes } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import type { Actor, Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { chosenReach, narrowsCidrs, requireHeld } from './bounds.ts';
import { auditFacts, type CreatedKey, present } from './present.ts';
import { addSecret, newSecret, sealRaw } from './secrets.ts';
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
  const maker =
    principal.type === 'key' ? await store.findKey(deps.db, wholeTenant(principal), principal.id) : undefined;
  return deps.db.transaction().execute(async (tx) => {
    if (input.recoverable && !(await store.allowsRecoverable(tx, principal.tenantId))) {
      throw new ApiError('not_recoverable', {});
    }
    return issueKey(tx, deps, principal, {
      id: uuidv7(),
      name: input.name,
      environment: input.environment,
      scopes,
      projectIds: await chosenReach(tx, principal, 'projects', input.project_ids),
      agentIds: await chosenReach(tx, principal, 'agents', input.agent_ids),
      allowedCidrs: chosenCidrs(maker?.allowed_cidrs ?? null, input.allowed_cidrs),
      ratePerMinute: smaller(maker?.rate_limit_per_minute ?? null, input.rate_limit_per_minute ?? null),
      recoverable: input.recoverable,
      metadata: input.metadata,
      createdBy: { type: principal.type, id: principal.id },
      memberId: principal.memberId,
      createdAt: now,
      expiresAt: earlier(maker?.expires_at ?? null, input.expires_at, now),
    });
  });
}

const wholeTenant = ({ tenantId }: Principal): store.KeyView => ({ tenantId, projectIds: null, agentIds: null });

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

/** A key made by a key that is bound to addresses is bound to them as well: else the bound could be cast off. */
function chosenCidrs(own: readonly string[] | null, chosen: readonly string[] | undefined): readonly string[] | null {
  if (chosen === undefined) return own;
  if (!narrowsCidrs(own, chosen))
    throw invalid('allowed_cidrs', 'goes beyond the addresses that your own key is limited to');
  return chosen;
}

const smaller = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** A key does not outlive the key that made it by its own wish, only by that one's being rotated or kept. */
function earlier(makers: Date | null, chosen: string | undefined, now: Date): Date | null {
  if (chosen === undefined) return makers;
  const date = new Date(chosen);
  if (date <= now) throw invalid('expires_at', 'must be in the future');
  if (makers !== null && date > makers) throw invalid('expires_at', 'lies after the end of the key that you use');
  return date;
}
