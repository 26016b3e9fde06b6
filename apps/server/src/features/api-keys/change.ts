import { notGranted, parseScopes, type Scope } from '@ragkeep/access';
import type { BodyOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { narrowsCidrs, requireAllOf, requireNarrower, requireTargets } from './bounds.ts';
import { auditFacts, type CreatedKey, isActive, type Key, present } from './present.ts';
import { viewOf } from './read.ts';
import { deleteSecrets, retireSecrets } from './secret-store.ts';
import { addSecret, newSecret, sealRaw } from './secrets.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

/** Renames or narrows a key: what a key may do never grows after it was made. */
export async function updateKey(
  deps: KeyDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateApiKey>,
): Promise<Key> {
  const now = deps.clock.now();
  return deps.changes.transaction(principal.tenantId, async (tx) => {
    const row = await lockActive(tx, principal, id, now);
    const change = { ...(await narrowing(tx, principal, row, input, now)), name: input.name, metadata: input.metadata };
    let changed = await store.updateKey(tx, principal.tenantId, id, change);
    if (input.is_active === false) changed = await end(tx, principal.tenantId, id, now);
    await deps.audit.record(tx, principal, {
      action: input.is_active === false ? 'api_key.revoked' : 'api_key.updated',
      target: { type: 'api_key', id },
      before: auditFacts(row),
      after: auditFacts(changed),
    });
    return present(changed, now);
  });
}

/** What of the input decides what the key may do, each part refused if it is wider than before. */
async function narrowing(
  tx: Db,
  principal: Principal,
  row: store.KeyRow,
  input: BodyOf<typeof routes.updateApiKey>,
  now: Date,
): Promise<store.KeyChange> {
  const scopes = input.scopes && parseScopes(input.scopes);
  const wider = scopes ? notGranted(row.scopes as Scope[], scopes) : [];
  if (wider.length > 0) throw new ApiError('scope_not_held', { scopes: wider });
  requireNarrower('projects', row.project_ids, input.project_ids);
  requireNarrower('agents', row.agent_ids, input.agent_ids);
  await requireTargets(tx, principal, 'projects', input.project_ids ?? []);
  await requireTargets(tx, principal, 'agents', input.agent_ids ?? []);
  if (input.allowed_cidrs && !narrowsCidrs(row.allowed_cidrs, input.allowed_cidrs)) {
    throw invalid('allowed_cidrs', 'can only become fewer');
  }
  const { rate_limit_per_minute: rate } = input;
  if (rate !== undefined && rate > (row.rate_limit_per_minute ?? Number.POSITIVE_INFINITY)) {
    throw invalid('rate_limit_per_minute', 'can only become lower');
  }
  return {
    scopes,
    project_ids: input.project_ids,
    agent_ids: input.agent_ids,
    allowed_cidrs: input.allowed_cidrs,
    rate_limit_per_minute: rate,
    expires_at: sooner(row.expires_at, input.expires_at, now),
  };
}

function sooner(before: Date | null, chosen: string | undefined, now: Date): Date | undefined {
  if (chosen === undefined) return undefined;
  const date = new Date(chosen);
  if (date <= now) throw invalid('expires_at', 'must be in the future');
  if (before && date > before) throw invalid('expires_at', 'can only become sooner');
  return date;
}

/** Ends a key for good. Doing it again changes nothing. */
export async function revokeKey(deps: KeyDeps, principal: Principal, id: string): Promise<void> {
  await deps.changes.transaction(principal.tenantId, async (tx) => {
    const row = await store.lockKey(tx, viewOf(principal), id);
    if (!row) throw notFound('API key');
    if (row.revoked_at) return;
    const revoked = await end(tx, principal.tenantId, id, deps.clock.now());
    await deps.audit.record(tx, principal, {
      action: 'api_key.revoked',
      target: { type: 'api_key', id },
      before: auditFacts(row),
      after: auditFacts(revoked),
    });
  });
}

/** From the commit on no secret of the key is known any more. */
export async function end(tx: Db, tenantId: string, id: string, now: Date): Promise<store.KeyRow> {
  await deleteSecrets(tx, tenantId, [id]);
  return store.updateKey(tx, tenantId, id, { revoked_at: now, sealed_secret: null });
}

/**
 * Gives a key a new secret; the old one lives `graceSeconds` more, never longer than it would have. Whoever rotates sees
 * the secret, so it takes somebody who holds all that the key does.
 */
export async function rotateKey(
  deps: KeyDeps,
  principal: Principal,
  id: string,
  graceSeconds: number,
): Promise<CreatedKey> {
  const { tenantId } = principal;
  const now = deps.clock.now();
  return deps.changes.transaction(tenantId, async (tx) => {
    const row = await lockActive(tx, principal, id, now);
    await requireAllOf(tx, principal, row);
    const secret = newSecret(deps.keyFormat, row.environment as 'live' | 'test');
    await retireSecrets(tx, tenantId, id, new Date(now.getTime() + graceSeconds * 1000), now);
    await addSecret(tx, deps.secrets, tenantId, id, secret.raw);
    const changed = await store.updateKey(tx, tenantId, id, {
      key_prefix: secret.prefix,
      ...(row.sealed_secret ? { sealed_secret: sealRaw(deps.secrets, tenantId, id, secret.raw) } : {}),
    });
    await deps.audit.record(tx, principal, {
      action: 'api_key.rotated',
      target: { type: 'api_key', id },
      before: auditFacts(row),
      after: { ...auditFacts(changed), grace_seconds: graceSeconds },
    });
    return { ...present(changed, now), raw_key: secret.raw, api_key: secret.raw };
  });
}

export async function lockActive(tx: Db, principal: Principal, id: string, now: Date): Promise<store.KeyRow> {
  const row = await store.lockKey(tx, viewOf(principal), id);
  if (!row) throw notFound('API key');
  if (!isActive(row, now)) throw new ApiError('key_inactive', {});
  return row;
}
