import { type Role, type Scope, scopesWithinRole } from '@ragkeep/access';
import type { SentApp } from '../../access/credential.ts';
import { digestText } from '../../access/credential-digest.ts';
import type { AppResolver } from '../../access/guard.ts';
import type { KnownCredential, KnownCredentials } from '../../access/known-credentials.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import type { LastUsed } from '../api-keys/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Plans } from '../plans/index.ts';
import { isSecret } from './secret.ts';
import * as store from './store.ts';

export interface AppResolverDeps {
  db: Db;
  clock: Clock;
  known: KnownCredentials;
  lastUsed: LastUsed;
  plans: Plans;
  audit: Pick<Audit, 'record'>;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Turns an app's id, with its secret or from this machine, into its principal. One that is pending is told so, and its first
 * request is kept for the people who approve.
 */
export function appResolver(deps: AppResolverDeps): AppResolver {
  return async (sent, isLocal) => {
    if (!UUID.test(sent.id) || (sent.secret === null && !isLocal)) return null;
    const digest = digestText(`app\n${sent.id}\n${sent.secret ?? ''}`);
    const found = deps.known.get(digest);
    const app = found === undefined ? await deps.known.fill(digest, () => findApp(deps, sent)) : found;
    if (app) deps.lastUsed.note(app.principal.tenantId, app.principal.id, deps.clock.now().getTime());
    return app;
  };
}

async function findApp(deps: AppResolverDeps, sent: SentApp): Promise<KnownCredential | null> {
  const { db, plans } = deps;
  const entry = await store.findTenantOfApp(db, sent.id);
  const row = entry && (await store.findStandingApp(db, entry.tenant_id, sent.id));
  if (!row || (sent.secret !== null && !isSecret(sent.secret, row.secret_digest))) return null;
  if (row.status === 'pending') {
    await noteRequest(deps, row);
    throw new ApiError('app_not_approved', { app_id: row.id, name: row.name });
  }
  const plan = plans.named(row.tenant_plan);
  return {
    principal: {
      type: 'app',
      id: row.id,
      tenantId: row.tenant_id,
      scopes: scopesWithinRole(row.scopes as Scope[], row.member_role as Role | null),
      projectIds: row.project_ids,
      agentIds: null,
      memberId: row.member_id,
      role: null,
      sessionId: null,
      derivedFor: null,
      filter: null,
    },
    until: Number.POSITIVE_INFINITY,
    allows: null,
    ratePerMinute: null,
    derivationKey: null,
    planWithoutAccess: plan.features.includes('api') ? null : plan.name,
  };
}

async function noteRequest({ db, clock, audit }: AppResolverDeps, row: store.AppRow): Promise<void> {
  if (row.requested_at) return;
  await db.transaction().execute(async (tx) => {
    if (!(await store.noteRequest(tx, row.tenant_id, row.id, clock.now()))) return;
    const actor = { tenantId: row.tenant_id, type: 'app' as const, id: row.id, address: null };
    await audit.record(tx, actor, { action: 'app.requested', target: { type: 'app', id: row.id } });
  });
}
