import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { Actor } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Limiter, requireUse } from '../../platform/limiter/index.ts';
import { networkOf } from '../../platform/network.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { issueKey } from '../api-keys/index.ts';
import { insertMember, type MemberRow } from '../members/index.ts';
import * as store from './store.ts';

export interface RegisterDeps extends Pick<Parameters<typeof issueKey>[1], 'secrets' | 'keyFormat' | 'audit'> {
  db: Db;
  clock: Clock;
  limiter: Limiter;
  registration: 'open' | 'closed';
}

/** Registrations an hour from one address. */
const PER_HOUR = { points: 30, windowSeconds: 3600 };

/** Throws `registration_closed`, or `rate_limited` for an address that registers too often. */
export async function requireRegistration(
  deps: Pick<RegisterDeps, 'limiter' | 'registration'>,
  address: string,
): Promise<void> {
  if (deps.registration === 'closed') throw new ApiError('registration_closed', {});
  await requireUse(deps.limiter, 'registrations', `register:${networkOf(address)}`, PER_HOUR);
}

/** A new tenant with its first key, which may do everything within it; with a password its owner can log in, too. */
export async function registerTenant(
  deps: RegisterDeps,
  input: BodyOf<typeof routes.createTenant>,
  address: string,
): Promise<ResultOf<typeof routes.createTenant>> {
  await requireRegistration(deps, address);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  const key = await deps.db.transaction().execute(async (tx) => {
    const actor = await createTenant(tx, deps, { name: input.name, email: input.email }, address);
    if (passwordHash) await addOwner(tx, deps, actor, { email: input.email, passwordHash });
    const issued = await issueFirstKey(tx, deps, actor, 'registration');
    return { tenantId: actor.tenantId, ...issued };
  });
  return {
    tenant_id: key.tenantId,
    api_key: key.raw_key,
    api_key_prefix: key.key_prefix,
    message: 'Save your API key securely. It will not be shown again.',
  };
}

/** A new tenant's key that may do everything within it, for as long as nobody revokes it. */
export const issueFirstKey = (
  tx: Db,
  deps: Pick<RegisterDeps, 'clock' | 'secrets' | 'keyFormat' | 'audit'>,
  actor: Actor,
  madeBy: 'registration' | 'operator',
) =>
  issueKey(tx, deps, actor, {
    id: uuidv7(),
    name: 'First key',
    environment: 'live',
    scopes: ['tenant:admin'],
    projectIds: null,
    agentIds: null,
    allowedCidrs: null,
    ratePerMinute: null,
    recoverable: false,
    metadata: {},
    createdBy: { type: madeBy, id: null },
    memberId: null,
    createdAt: deps.clock.now(),
    expiresAt: null,
  });

/** The tenant alone, without a key or a person; gives the actor in whose name the rest of the registration is done. */
export async function createTenant(
  tx: Db,
  deps: Pick<RegisterDeps, 'clock' | 'audit'>,
  input: { name: string; email: string },
  address: string | null,
): Promise<Actor> {
  const tenantId = uuidv7();
  const actor: Actor = { tenantId, type: 'public', id: null, address };
  await store.insertTenant(tx, { tenantId, ...input, createdAt: deps.clock.now() });
  await deps.audit.record(tx, actor, {
    action: 'tenant.created',
    target: { type: 'tenant', id: tenantId },
    after: input,
  });
  return actor;
}

/** The first person of a new tenant. */
export async function addOwner(
  tx: Db,
  deps: Pick<RegisterDeps, 'clock' | 'audit'>,
  actor: Actor,
  owner: { email: string; passwordHash: string | null; firstName?: string | undefined; lastName?: string | undefined },
): Promise<MemberRow> {
  const row = await insertMember(tx, actor.tenantId, {
    id: uuidv7(),
    email: owner.email.toLowerCase(),
    firstName: owner.firstName ?? '',
    lastName: owner.lastName ?? '',
    role: 'owner',
    status: 'active',
    passwordHash: owner.passwordHash,
    createdAt: deps.clock.now(),
  });
  if (!row) throw new Error('a new tenant has no members yet');
  await deps.audit.record(tx, actor, {
    action: 'member.created',
    target: { type: 'member', id: row.id },
    after: { email: row.email, role: row.role },
  });
  return row;
}
