import { parseScopes } from '@ragkeep/access';
import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { ApiError } from '../../platform/errors.ts';
import { requireHeld, requireTargets } from './bounds.ts';
import { boundedKey } from './new-key.ts';
import { auditFacts, present } from './present.ts';
import { requireRoom } from './room.ts';
import { insertForeignSecrets } from './secret-store.ts';
import { requireStillHeld } from './still-held.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

/**
 * Takes over keys that were made elsewhere, all or none. They are known by their digests alone, so nothing can be derived from
 * them and they cannot be shown again. A change of access and not only a new thing: they may have been tried, and found unknown.
 */
export async function importKeys(
  deps: KeyDeps,
  principal: Principal,
  { keys }: BodyOf<typeof routes.importApiKeys>,
): Promise<ResultOf<typeof routes.importApiKeys>> {
  const { tenantId } = principal;
  const now = deps.clock.now();
  requireHeld(principal, parseScopes(keys.flatMap((key) => key.scopes)));
  const rows = await deps.changes.transaction(tenantId, async (tx) => {
    for (const kind of ['projects', 'agents'] as const) {
      const chosen = keys.flatMap((key) => (kind === 'projects' ? key.project_ids : key.agent_ids) ?? []);
      await requireTargets(tx, principal, kind, chosen);
    }
    await requireRoom(tx, deps.plans, tenantId, now, keys.length);
    const maker = await requireStillHeld(tx, principal);
    const planned = keys.map((key, index) => ({
      ...boundedKey(principal, maker, { ...key, scopes: parseScopes(key.scopes) }, now, `keys[${index}].`),
      keyPrefix: key.prefix,
      sealedSecret: null,
      digest: Buffer.from(key.hash, 'hex'),
    }));
    const secrets = planned.map(({ id, digest }) => ({ keyId: id, digest }));
    requireAllNew(secrets, await insertForeignSecrets(tx, tenantId, secrets));
    const byId = new Map((await store.insertKeys(tx, tenantId, planned)).map((row) => [row.id, row]));
    const inserted = planned.flatMap(({ id }) => byId.get(id) ?? []);
    await deps.audit.record(tx, principal, {
      action: 'api_keys.imported',
      target: { type: 'api_key', id: null },
      after: { imported: inserted.length, keys: inserted.map((row) => ({ id: row.id, ...auditFacts(row) })) },
    });
    return inserted;
  });
  return { data: rows.map((row) => present(row, now)) };
}

/** Throws `key_exists` for the first digest that was not free, or that an earlier one of the list has taken. */
function requireAllNew(secrets: readonly { digest: Buffer }[], free: readonly Buffer[]): void {
  const left = new Set(free.map((digest) => digest.toString('hex')));
  // What is taken off at its first place is missing at its second.
  const index = secrets.findIndex(({ digest }) => !left.delete(digest.toString('hex')));
  if (index >= 0) throw new ApiError('key_exists', { index });
}
