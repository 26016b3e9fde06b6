import type { Scope } from '@ragkeep/access';
import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { AccessChanges } from '../../access/changes/index.ts';
import { idOfMaker, type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound, unauthorized } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { requireHeld, requireStillHeld, requireTargets } from '../api-keys/index.ts';
import type { Audit } from '../audit/index.ts';
import { type App, auditFacts, present } from './present.ts';
import { digestOf, newSecret } from './secret.ts';
import * as store from './store.ts';

export interface AppDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  changes: AccessChanges;
  audit: Pick<Audit, 'record'>;
}

type AppWithSecret = ResultOf<typeof routes.createApp>;

/** Registers an app, which grants nothing: that is a matter of `approveApp`. */
export async function createApp(
  { db, clock, audit }: AppDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createApp>,
): Promise<AppWithSecret> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const id = uuidv7();
  const secret = newSecret();
  return db.transaction().execute(async (tx) => {
    await requireTargets(tx, principal, 'projects', input.project_ids ?? []);
    const row = await store.insertApp(tx, {
      tenant_id: tenantId,
      id,
      name: input.name,
      description: input.description ?? '',
      status: 'pending',
      scopes: [...new Set(input.scopes)],
      project_ids: input.project_ids ?? null,
      secret_digest: digestOf(secret),
      created_by_type: principal.type,
      created_by_id: idOfMaker(principal),
      created_at: clock.now(),
    });
    await audit.record(tx, principal, { action: 'app.created', target: target(id), after: auditFacts(row) });
    return { ...present(row), secret };
  });
}

export async function listApps({ db, cursors }: AppDeps, principal: Principal, query: QueryOf<typeof routes.listApps>) {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { status } = query;
  const { data, next_cursor } = await paginate(
    cursors,
    `apps/${status ?? ''}`,
    tenantId,
    query,
    (after, limit) => store.listApps(db, tenantId, { status, after, limit }),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getApp({ db }: Pick<AppDeps, 'db'>, principal: Principal, id: string): Promise<App> {
  requireWholeTenant(principal);
  const row = await store.findApp(db, principal.tenantId, id);
  if (!row) throw notFound('app');
  return present(row);
}

/** The app that asks, whatever it is limited to. */
export async function getOwnApp({ db }: Pick<AppDeps, 'db'>, { tenantId, id }: Principal): Promise<App> {
  const row = await store.findApp(db, tenantId, id);
  if (!row) throw unauthorized(); // deleted at this very moment
  return present(row);
}

export async function updateApp(
  { db, audit }: AppDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateApp>,
): Promise<App> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    const before = await store.lockApp(tx, tenantId, id);
    if (!before) throw notFound('app');
    const { name = before.name, description = before.description } = input;
    const after = await store.updateApp(tx, tenantId, id, { name, description });
    const facts = { before: auditFacts(before), after: auditFacts(after) };
    await audit.record(tx, principal, { action: 'app.updated', target: target(id), ...facts });
    return present(after);
  });
}

/**
 * Grants an app what it asked for, or what is named. From the answer on it holds that in every process.
 *
 * @throws ApiError `scope_not_held`, `reach_exceeded`, `app_revoked`, or a 404
 */
export async function approveApp(
  deps: AppDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.approveApp>,
): Promise<App> {
  const { scopes, project_ids } = input;
  return change(deps, principal, id, 'app.approved', async (tx, before) => {
    if (before.status === 'revoked') throw new ApiError('app_revoked', {});
    const granted = scopes ? [...new Set(scopes)] : (before.scopes as Scope[]);
    await requireMayGrant(tx, principal, granted);
    const projects = project_ids === undefined ? before.project_ids : project_ids;
    await requireTargets(tx, principal, 'projects', projects ?? []);
    return {
      status: 'approved',
      scopes: granted,
      project_ids: projects,
      approved_at: deps.clock.now(),
      approved_by_type: principal.type,
      approved_by_id: idOfMaker(principal),
      member_id: principal.memberId,
    };
  });
}

/** Ends an app for good, whether it was approved or only asked. Once more changes nothing. */
export const revokeApp = (deps: AppDeps, principal: Principal, id: string): Promise<App> =>
  change(deps, principal, id, 'app.revoked', async (_tx, before) => ({
    status: 'revoked',
    revoked_at: before.revoked_at ?? deps.clock.now(),
  }));

/** Whoever is shown the secret can be the app, so they must hold what it does. */
export async function rotateSecret(deps: AppDeps, principal: Principal, id: string): Promise<AppWithSecret> {
  const secret = newSecret();
  const app = await change(deps, principal, id, 'app.secret_rotated', async (tx, before) => {
    if (before.status === 'revoked') throw new ApiError('app_revoked', {});
    if (before.status === 'approved') await requireMayGrant(tx, principal, before.scopes as Scope[]);
    return { secret_digest: digestOf(secret) };
  });
  return { ...app, secret };
}

export async function deleteApp({ changes, audit }: AppDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await changes.transaction(tenantId, async (tx) => {
    const before = await store.lockApp(tx, tenantId, id);
    if (!before) throw notFound('app');
    await store.deleteApp(tx, tenantId, id);
    await audit.record(tx, principal, { action: 'app.deleted', target: target(id), before: auditFacts(before) });
  });
}

/** A change of what an app may do, or of how it is known. */
function change(
  { changes, audit }: AppDeps,
  principal: Principal,
  id: string,
  action: string,
  decide: (tx: Db, before: store.AppRow) => Promise<Parameters<typeof store.updateApp>[3]>,
): Promise<App> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  return changes.transaction(tenantId, async (tx) => {
    const before = await store.lockApp(tx, tenantId, id);
    if (!before) throw notFound('app');
    const after = await store.updateApp(tx, tenantId, id, await decide(tx, before));
    await audit.record(tx, principal, {
      action,
      target: target(id),
      before: auditFacts(before),
      after: auditFacts(after),
    });
    return present(after);
  });
}

/**
 * Nobody grants what they do not hold, or hold only within limits that an app would cast off: an app has no end, no addresses and
 * no rate of its own.
 */
async function requireMayGrant(tx: Db, principal: Principal, scopes: readonly Scope[]): Promise<void> {
  requireHeld(principal, scopes);
  const own = await requireStillHeld(tx, principal);
  if (own?.expires_at || principal.derivedFor !== null) throw new ApiError('reach_exceeded', { limited_to: 'time' });
  if (own?.allowed_cidrs) throw new ApiError('reach_exceeded', { limited_to: 'addresses' });
  if (own?.rate_limit_per_minute) throw new ApiError('reach_exceeded', { limited_to: 'requests' });
}

const target = (id: string) => ({ type: 'app', id });
