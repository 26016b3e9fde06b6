import { createHash, randomBytes } from 'node:crypto';
import {
  defaultChildScopes,
  generateKey,
  type KeyFormat,
  narrows,
  notGranted,
  parseKey,
  parseScopes,
  type Reach,
  type Scope,
} from '@ragkeep/access';
import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { KeyCache } from './cache.ts';
import * as store from './store.ts';

export interface KeyDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  keyFormat: KeyFormat;
  keyCache: KeyCache;
}

type Key = ResultOf<typeof routes.getApiKey>;
type CreatedKey = ResultOf<typeof routes.createApiKey>;

const viewOf = ({ tenantId, projectIds, agentIds }: Principal): store.KeyView => ({ tenantId, projectIds, agentIds });

/** What is stored of a key: its SHA-256. The secret part has over 150 random bits, so no slow hash is needed. */
export const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

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
  const projectIds = await chosenReach(deps.db, principal, 'projects', input.project_ids);
  const agentIds = await chosenReach(deps.db, principal, 'agents', input.agent_ids);
  return deps.db.transaction().execute((tx) =>
    issueKey(tx, deps.keyFormat, principal.tenantId, {
      id: uuidv7(),
      name: input.name,
      environment: input.environment,
      scopes,
      projectIds,
      agentIds,
      metadata: input.metadata,
      createdBy: { type: principal.type, id: principal.id },
      createdAt: now,
      expiresAt: input.expires_at === undefined ? null : futureDate(input.expires_at, now),
    }),
  );
}

/** Writes a key and its secret's digest; the secret exists only in what this returns. */
export async function issueKey(
  tx: Db,
  format: KeyFormat,
  tenantId: string,
  key: Omit<store.NewKey, 'keyPrefix'>,
): Promise<CreatedKey> {
  const secret = newSecret(format, key.environment);
  const row = await store.insertKey(tx, tenantId, { ...key, keyPrefix: secret.prefix });
  await store.addSecret(tx, tenantId, key.id, digestOf(secret.raw));
  return { ...present(row, key.createdAt), raw_key: secret.raw, api_key: secret.raw };
}

export async function listKeys(
  deps: KeyDeps,
  principal: Principal,
  page: { limit: number; cursor?: string | undefined },
) {
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'api-keys',
    principal.tenantId,
    page,
    (after, limit) => store.listKeys(deps.db, viewOf(principal), after, limit),
    (row) => row.id,
  );
  const now = deps.clock.now();
  return { data: data.map((row) => present(row, now)), next_cursor };
}

export async function getKey(deps: KeyDeps, principal: Principal, id: string): Promise<Key> {
  const row = await store.findKey(deps.db, viewOf(principal), id);
  if (!row) throw notFound('API key');
  return present(row, deps.clock.now());
}

/** The principal's own key, as `/auth/me` shows it. */
export async function getOwnKey(deps: Pick<KeyDeps, 'db' | 'clock'>, principal: Principal): Promise<Key> {
  const row = await store.findKey(
    deps.db,
    { tenantId: principal.tenantId, projectIds: null, agentIds: null },
    principal.id,
  );
  if (!row) throw notFound('API key');
  return present(row, deps.clock.now());
}

/** Renames or narrows a key: what a key may do never grows after it was made. */
export async function updateKey(
  deps: KeyDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateApiKey>,
): Promise<Key> {
  const now = deps.clock.now();
  const changed = await deps.db.transaction().execute(async (tx) => {
    const row = await lockActive(tx, principal, id, now);
    const scopes = input.scopes && parseScopes(input.scopes);
    const wider = scopes ? notGranted(row.scopes as Scope[], scopes) : [];
    if (wider.length > 0) throw new ApiError('scope_not_held', { scopes: wider });
    if (input.project_ids && !narrows(row.project_ids, input.project_ids)) {
      throw new ApiError('reach_exceeded', { limited_to: 'projects' });
    }
    if (input.agent_ids && !narrows(row.agent_ids, input.agent_ids)) {
      throw new ApiError('reach_exceeded', { limited_to: 'agents' });
    }
    await chosenReach(tx, principal, 'projects', input.project_ids);
    await chosenReach(tx, principal, 'agents', input.agent_ids);
    const expiresAt = input.expires_at === undefined ? undefined : futureDate(input.expires_at, now);
    if (expiresAt && row.expires_at && expiresAt > row.expires_at) {
      throw invalid('expires_at', 'can only become sooner');
    }
    return store.updateKey(tx, principal.tenantId, id, {
      name: input.name,
      metadata: input.metadata,
      scopes,
      project_ids: input.project_ids,
      agent_ids: input.agent_ids,
      expires_at: expiresAt,
    });
  });
  deps.keyCache.forget(principal.tenantId);
  return present(changed, now);
}

/** Ends a key for good. Doing it again changes nothing. */
export async function revokeKey(deps: KeyDeps, principal: Principal, id: string): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const row = await store.lockKey(tx, viewOf(principal), id);
    if (!row) throw notFound('API key');
    if (row.revoked_at) return;
    await store.updateKey(tx, principal.tenantId, id, { revoked_at: deps.clock.now() });
    await store.deleteSecrets(tx, principal.tenantId, id);
  });
  deps.keyCache.forget(principal.tenantId);
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
  const now = deps.clock.now();
  const rotated = await deps.db.transaction().execute(async (tx) => {
    const row = await lockActive(tx, principal, id, now);
    requireHeld(principal, row.scopes as Scope[]);
    const secret = newSecret(deps.keyFormat, row.environment as 'live' | 'test');
    await store.retireSecrets(tx, principal.tenantId, id, new Date(now.getTime() + graceSeconds * 1000), now);
    await store.addSecret(tx, principal.tenantId, id, digestOf(secret.raw));
    const changed = await store.updateKey(tx, principal.tenantId, id, { key_prefix: secret.prefix });
    return { ...present(changed, now), raw_key: secret.raw, api_key: secret.raw };
  });
  deps.keyCache.forget(principal.tenantId);
  return rotated;
}

async function lockActive(tx: Db, principal: Principal, id: string, now: Date): Promise<store.KeyRow> {
  const row = await store.lockKey(tx, viewOf(principal), id);
  if (!row) throw notFound('API key');
  if (!isActive(row, now)) throw new ApiError('key_inactive', {});
  return row;
}

function requireHeld(principal: Principal, scopes: readonly Scope[]): void {
  const missing = notGranted(principal.scopes, scopes);
  if (missing.length > 0) throw new ApiError('scope_not_held', { scopes: missing });
}

/** The limits asked for, or the maker's own; refused when they go beyond the maker's, 404 when they do not exist. */
async function chosenReach(
  db: Db,
  principal: Principal,
  kind: 'projects' | 'agents',
  chosen: readonly string[] | undefined,
): Promise<Reach> {
  const own = kind === 'projects' ? principal.projectIds : principal.agentIds;
  if (chosen === undefined) return own;
  const ids = [...new Set(chosen)];
  if ((await store.missingTargets(db, principal.tenantId, kind, ids, own)).length > 0) {
    throw notFound(kind === 'projects' ? 'project' : 'agent');
  }
  return ids;
}

function newSecret(format: KeyFormat, environment: 'live' | 'test'): { raw: string; prefix: string } {
  const raw = generateKey(format, { environment, randomBytes });
  const parsed = parseKey([format], raw);
  if (!parsed) throw new Error('a generated key must have its own format');
  return { raw, prefix: parsed.displayPrefix };
}

function futureDate(text: string, now: Date): Date {
  const date = new Date(text);
  if (date <= now) throw invalid('expires_at', 'must be in the future');
  return date;
}

const isActive = (row: store.KeyRow, now: Date): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > now);

function present(row: store.KeyRow, now: Date): Key {
  return {
    id: row.id,
    name: row.name,
    key_prefix: row.key_prefix,
    environment: row.environment as 'live' | 'test',
    scopes: row.scopes as Scope[],
    project_ids: row.project_ids,
    agent_ids: row.agent_ids,
    is_active: isActive(row, now),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    created_by: { type: row.created_by_type as 'key' | 'registration', id: row.created_by_id },
    metadata: row.metadata as Key['metadata'],
  };
}
