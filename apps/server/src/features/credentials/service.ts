import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Audit } from '../audit/index.ts';
import { decideChange } from './change.ts';
import { keptChange, keptHosts, partsOf } from './input.ts';
import { type Credential, type CredentialUse, described, present } from './present.ts';
import { sealSecret } from './secret.ts';
import * as store from './store.ts';

/** Credentials belong to the tenant as a whole, so a key limited to projects or agents sees and changes none. */
export interface CredentialDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  audit: Audit;
  /** What of each kind is set up to use a credential. */
  uses: readonly FindUses[];
}

/** @param limit how many at most */
export type FindUses = (db: Db, tenantId: string, credentialId: string, limit: number) => Promise<CredentialUse[]>;

const MOST_USES = 100;

type NewCredential = BodyOf<typeof routes.createCredential>;

export async function createCredential(
  { db, clock, secrets, audit }: CredentialDeps,
  principal: Principal,
  input: NewCredential,
): Promise<Credential> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const id = uuidv7();
  const { facts, secret } = partsOf(input);
  const sealed = sealSecret(secrets, tenantId, id, secret);
  const { name, kind } = input;
  const credential = { id, name, kind, hosts: keptHosts(input.hosts), facts, sealed_secret: sealed, now: clock.now() };
  return db.transaction().execute(async (tx) => {
    const row = await store.insertCredential(tx, tenantId, credential);
    await audit.record(tx, principal, { action: 'credential.created', target: target(id), after: described(row) });
    return present(row);
  });
}

export async function listCredentials(
  { db, cursors }: CredentialDeps,
  principal: Principal,
  page: QueryOf<typeof routes.listCredentials>,
) {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    cursors,
    'credentials',
    tenantId,
    page,
    (after, limit) => store.listCredentials(db, tenantId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getCredential(
  { db, uses }: CredentialDeps,
  principal: Principal,
  id: string,
): Promise<ResultOf<typeof routes.getCredential>> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const row = await store.findCredential(db, tenantId, id);
  if (!row) throw notFound('credential');
  return { ...present(row), used_by: await usesOf(db, uses, tenantId, id) };
}

export async function updateCredential(
  { db, clock, secrets, audit }: CredentialDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateCredential>,
): Promise<Credential> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    const before = await store.lockCredential(tx, tenantId, id);
    if (!before) throw notFound('credential');
    const { secret, ...change } = decideChange(before, keptChange(input));
    const sealed = secret === undefined ? before.sealed_secret : sealSecret(secrets, tenantId, id, secret);
    const after = await store.updateCredential(tx, tenantId, id, {
      ...change,
      sealed_secret: sealed,
      now: clock.now(),
    });
    await audit.record(tx, principal, {
      action: 'credential.updated',
      target: target(id),
      before: described(before),
      after: { ...described(after), secret_replaced: secret !== undefined },
    });
    return present(after);
  });
}

export async function deleteCredential(
  { db, audit, uses }: CredentialDeps,
  principal: Principal,
  id: string,
  { force }: QueryOf<typeof routes.deleteCredential>,
): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await db.transaction().execute(async (tx) => {
    const row = await store.deleteCredential(tx, tenantId, id);
    if (!row) throw notFound('credential');
    const used_by = await usesOf(tx, uses, tenantId, id);
    if (used_by.length > 0 && !force) throw new ApiError('credential_in_use', { used_by });
    const before = described(row);
    await audit.record(tx, principal, { action: 'credential.deleted', target: target(id), before });
  });
}

async function usesOf(db: Db, uses: readonly FindUses[], tenantId: string, id: string): Promise<CredentialUse[]> {
  const found: CredentialUse[] = [];
  // One after another: within a transaction there is one connection.
  for (const find of uses) found.push(...(await find(db, tenantId, id, MOST_USES)));
  return found;
}

const target = (id: string) => ({ type: 'credential', id });
