import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Audit } from '../audit/index.ts';
import { requireCredential } from '../credentials/index.ts';
import { described, type Provider, present } from './present.ts';
import * as store from './store.ts';

/** Providers belong to the tenant as a whole, so a key limited to projects or agents sees and changes none. */
export interface ProviderDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  audit: Audit;
}

const MOST_PROVIDERS = 100;
const MOST_USES = 100;
/** That a refused deletion names. */
const MOST_NAMED = 20;

export async function createProvider(
  deps: ProviderDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createProvider>,
): Promise<Provider> {
  requireWholeTenant(principal);
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const { name, model, credential_id = null } = input;
  const place = { base_url: keptUrl(input.base_url), credential_id };
  await checkCredential(deps, principal, place);
  const now = clock.now();
  const id = uuidv7();
  return db.transaction().execute(async (tx) => {
    const created = { tenant_id: tenantId, id, name, model, ...place, created_at: now, updated_at: now };
    const row = await store.insertProvider(tx, created);
    await audit.record(tx, principal, { action: 'provider.created', target: target(id), after: described(row) });
    // Counted after the audit log has made the tenant's changes follow one another.
    if ((await store.countProviders(tx, tenantId)) > MOST_PROVIDERS) {
      throw invalid('', `a tenant has at most ${MOST_PROVIDERS} providers; delete one first`);
    }
    return present(row);
  });
}

export async function listProviders(
  { db, cursors }: ProviderDeps,
  principal: Principal,
  page: QueryOf<typeof routes.listProviders>,
): Promise<ResultOf<typeof routes.listProviders>> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    cursors,
    'providers',
    tenantId,
    page,
    (after, limit) => store.listProviders(db, tenantId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getProvider(
  { db }: ProviderDeps,
  principal: Principal,
  id: string,
): Promise<ResultOf<typeof routes.getProvider>> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const row = await store.findProvider(db, tenantId, id);
  if (!row) throw notFound('provider');
  return { ...present(row), used_by: await store.agentsUsing(db, tenantId, id, MOST_USES) };
}

export async function updateProvider(
  deps: ProviderDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateProvider>,
): Promise<Provider> {
  requireWholeTenant(principal);
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const found = await store.findProvider(db, tenantId, id);
  if (!found) throw notFound('provider');
  // Whoever decides where a credential goes must be allowed to use it. Where it may go is looked at again with each request.
  const place = placeOf(found, input);
  const isMoved = place.base_url !== found.base_url || place.credential_id !== found.credential_id;
  if (isMoved) await checkCredential(deps, principal, place);
  return db.transaction().execute(async (tx) => {
    const before = await store.lockProvider(tx, tenantId, id);
    if (!before) throw notFound('provider');
    const { name = before.name, model = before.model } = input;
    const change = { name, model, ...placeOf(before, input), updated_at: clock.now() };
    const after = await store.updateProvider(tx, tenantId, id, change);
    const [was, is] = [described(before), described(after)];
    await audit.record(tx, principal, { action: 'provider.updated', target: target(id), before: was, after: is });
    return present(after);
  });
}

export async function deleteProvider({ db, audit }: ProviderDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await db.transaction().execute(async (tx) => {
    const row = await store.lockProvider(tx, tenantId, id);
    if (!row) throw notFound('provider');
    const agents = await store.agentsUsing(tx, tenantId, id, MOST_NAMED);
    if (agents.length > 0) throw new ApiError('provider_in_use', { agent_ids: agents.map((agent) => agent.id) });
    await store.deleteProvider(tx, tenantId, id);
    await audit.record(tx, principal, { action: 'provider.deleted', target: target(id), before: described(row) });
  });
}

/** Where the requests go, and with what. */
type Place = Pick<store.ProviderRow, 'base_url' | 'credential_id'>;

const placeOf = (row: Place, { base_url, credential_id }: BodyOf<typeof routes.updateProvider>): Place => ({
  base_url: base_url === undefined ? row.base_url : keptUrl(base_url),
  credential_id: credential_id === undefined ? row.credential_id : credential_id,
});

/** The credential is the tenant’s, the principal may have things fetched with it, and it may be sent there. */
async function checkCredential(
  { db }: ProviderDeps,
  principal: Principal,
  { base_url, credential_id }: Place,
): Promise<void> {
  if (credential_id !== null) await requireCredential(db, principal, credential_id, base_url);
}

function keptUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\/+$/, '');
}

const target = (id: string) => ({ type: 'provider', id });
