import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Audit } from '../audit/index.ts';
import { decideChange } from './change.ts';
import { normaliseHost } from './hosts.ts';
import { sealSecret } from './secret.ts';
import * as store from './store.ts';
import { type Facts, factsOf } from './types.ts';

/** Credentials belong to the tenant as a whole, so a key limited to projects or agents sees and changes none. */
export interface CredentialDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  audit: Audit;
}

type Credential = ResultOf<typeof routes.getCredential>;
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
  const credential = { id, name, kind, hosts: normalised(input.hosts), facts, sealed_secret: sealed, now: clock.now() };
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

export async function getCredential({ db }: CredentialDeps, principal: Principal, id: string): Promise<Credential> {
  requireWholeTenant(principal);
  const row = await store.findCredential(db, principal.tenantId, id);
  if (!row) throw notFound('credential');
  return present(row);
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
    const { hosts, ...fields } = input;
    const { secret, ...change } = decideChange(before, hosts ? { ...fields, hosts: normalised(hosts) } : fields);
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

export async function deleteCredential({ db, audit }: CredentialDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  await db.transaction().execute(async (tx) => {
    const row = await store.deleteCredential(tx, principal.tenantId, id);
    if (!row) throw notFound('credential');
    await audit.record(tx, principal, { action: 'credential.deleted', target: target(id), before: described(row) });
  });
}

function partsOf(input: NewCredential): { facts: Facts; secret: string } {
  switch (input.kind) {
    case 'bearer':
      return { facts: {}, secret: input.token };
    case 'basic':
      return { facts: { username: input.username }, secret: input.password };
    case 'header':
      return { facts: { header: input.header.toLowerCase() }, secret: input.value };
  }
}

function normalised(hosts: readonly string[]): string[] {
  const kept = hosts.map((text, index) => {
    const entry = normaliseHost(text);
    if (entry === null) {
      throw invalid(
        `hosts[${index}]`,
        'must be a host such as wiki.example.com, wiki.example.com:8443 or *.example.com',
      );
    }
    return entry;
  });
  return [...new Set(kept)];
}

const target = (id: string) => ({ type: 'credential', id });

/** For the audit log: all but the secret. */
const described = (row: store.CredentialRow) => ({
  name: row.name,
  kind: row.kind,
  hosts: row.hosts,
  ...factsOf(row),
});

function present(row: store.CredentialRow): Credential {
  const { username = null, header = null } = factsOf(row);
  return {
    id: row.id,
    kind: row.kind as Credential['kind'],
    name: row.name,
    hosts: row.hosts,
    username,
    header,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
