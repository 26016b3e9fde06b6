import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Audit } from '../audit/index.ts';
import { requireCredential } from '../credentials/index.ts';
import { baseUrlOf, OpenApiError, reduceOpenApi } from './openapi/index.ts';
import { auditFacts, operationsOf, present, presentListed } from './present.ts';
import * as store from './store.ts';
import type { Operation, Toolset } from './types.ts';

/** Toolsets belong to the tenant as a whole, so a key limited to projects or agents sees and changes none. */
export interface ToolsetDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  audit: Audit;
}

const MOST_TOOLSETS = 100;

export async function createToolset(
  deps: ToolsetDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createToolset>,
): Promise<Toolset> {
  requireWholeTenant(principal);
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const { openapi, name, description = '', credential_id: credentialId = null } = input;
  const operations = explained(() => reduceOpenApi(openapi, input.operations));
  const place = { base_url: explained(() => baseUrlOf(openapi, input.base_url)), credential_id: credentialId };
  await checkCredential(deps, principal, place);
  const now = clock.now();
  const id = uuidv7();
  return db.transaction().execute(async (tx) => {
    const row = await store.insertToolset(tx, {
      tenant_id: tenantId,
      id,
      name,
      description,
      ...place,
      operations: JSON.stringify(operations),
      created_at: now,
      updated_at: now,
    });
    await audit.record(tx, principal, { action: 'toolset.created', target: target(id), after: auditFacts(row) });
    // Counted after the audit log has made the tenant's changes follow one another.
    if ((await store.countToolsets(tx, tenantId)) > MOST_TOOLSETS) {
      throw invalid('', `a tenant has at most ${MOST_TOOLSETS} toolsets; delete one first`);
    }
    return present(row);
  });
}

export async function listToolsets(
  { db, cursors }: ToolsetDeps,
  principal: Principal,
  page: QueryOf<typeof routes.listToolsets>,
): Promise<ResultOf<typeof routes.listToolsets>> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    cursors,
    'toolsets',
    tenantId,
    page,
    (after, limit) => store.listToolsets(db, tenantId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(presentListed), next_cursor };
}

export async function getToolset({ db }: ToolsetDeps, principal: Principal, id: string): Promise<Toolset> {
  requireWholeTenant(principal);
  const row = await store.findToolset(db, principal.tenantId, id);
  if (!row) throw notFound('toolset');
  return present(row);
}

export async function updateToolset(
  deps: ToolsetDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateToolset>,
): Promise<Toolset> {
  requireWholeTenant(principal);
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const { openapi } = input;
  const found = await store.findToolset(db, tenantId, id);
  if (!found) throw notFound('toolset');
  // Whoever decides what is fetched with a credential reads what it opens. Where it may go is looked at again with each call.
  const isOpened = openapi !== undefined || input.base_url !== undefined || input.credential_id !== undefined;
  if (isOpened) await checkCredential(deps, principal, placeOf(found, input));
  return db.transaction().execute(async (tx) => {
    const before = await store.lockToolset(tx, tenantId, id);
    if (!before) throw notFound('toolset');
    const { name = before.name, description = before.description } = input;
    const operations = explained(() =>
      openapi ? reduceOpenApi(openapi, input.operations) : kept(operationsOf(before), input.operations),
    );
    const after = await store.updateToolset(tx, tenantId, id, {
      name,
      description,
      ...placeOf(before, input),
      operations: JSON.stringify(operations),
      updated_at: clock.now(),
    });
    const [was, is] = [auditFacts(before), auditFacts(after)];
    await audit.record(tx, principal, { action: 'toolset.updated', target: target(id), before: was, after: is });
    return present(after);
  });
}

export async function deleteToolset({ db, audit }: ToolsetDeps, principal: Principal, id: string): Promise<void> {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  await db.transaction().execute(async (tx) => {
    const row = await store.lockToolset(tx, tenantId, id);
    if (!row) throw notFound('toolset');
    const agents = await store.agentsUsing(tx, tenantId, id);
    if (agents.length > 0) throw new ApiError('toolset_in_use', { agent_ids: agents });
    await store.deleteToolset(tx, tenantId, id);
    await audit.record(tx, principal, { action: 'toolset.deleted', target: target(id), before: auditFacts(row) });
  });
}

/** Where the calls go, and with what. */
type Place = Pick<store.ToolsetRow, 'base_url' | 'credential_id'>;

const placeOf = (row: Place, { base_url, credential_id }: BodyOf<typeof routes.updateToolset>): Place => ({
  base_url: base_url === undefined ? row.base_url : explained(() => baseUrlOf({}, base_url)),
  credential_id: credential_id === undefined ? row.credential_id : credential_id,
});

/** The credential is the tenant’s, the principal may have things fetched with it, and it may be sent to the API. */
async function checkCredential(
  { db }: ToolsetDeps,
  principal: Principal,
  { base_url, credential_id }: Place,
): Promise<void> {
  if (credential_id !== null) await requireCredential(db, principal, credential_id, base_url);
}

function kept(operations: Operation[], names: readonly string[] | undefined): Operation[] {
  if (names === undefined) return operations;
  const unknown = names.findIndex((name) => operations.every((operation) => operation.name !== name));
  if (unknown >= 0) {
    throw new OpenApiError(
      `the toolset has no operation "${names[unknown]}"; send "openapi" again`,
      `operations[${unknown}]`,
    );
  }
  return operations.filter((operation) => names.includes(operation.name));
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OpenApiError) throw invalid(error.field, error.message);
    throw error;
  }
}

const target = (id: string) => ({ type: 'toolset', id });
