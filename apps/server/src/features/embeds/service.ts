import { notGranted } from '@ragkeep/access';
import { type BodyOf, type QueryOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, invalid, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { requireAgent } from '../agents/index.ts';
import type { Audit } from '../audit/index.ts';
import { dayOf } from './day.ts';
import { auditFacts, type Embed, present } from './present.ts';
import * as store from './store.ts';

export interface EmbedDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  audit: Pick<Audit, 'record'>;
  /** Where people reach the server, without a slash at the end. */
  publicUrl: string;
}

const MOST_EMBEDS = 200;

export async function createEmbed(
  deps: EmbedDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createEmbed>,
): Promise<Embed> {
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const id = uuidv7();
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    const agent = await requireAgent(tx, principal, input.agent_id);
    requireMayShare(principal);
    const row = await store.insertEmbed(tx, {
      ...toRow({ ...routes.EMBED_DEFAULTS, ...input }),
      tenant_id: tenantId,
      id,
      project_id: agent.project_id,
      is_active: true,
      created_at: now,
      updated_at: now,
    });
    await audit.record(tx, principal, { action: 'embed.created', target: target(id), after: auditFacts(row) });
    // Counted after the audit log has made the tenant's changes follow one another.
    if ((await store.countEmbeds(tx, tenantId)) > MOST_EMBEDS) {
      throw invalid('', `a tenant has at most ${MOST_EMBEDS} chat widgets; delete one first`);
    }
    return present(row, deps.publicUrl);
  });
}

export async function listEmbeds(deps: EmbedDeps, principal: Principal, query: QueryOf<typeof routes.listEmbeds>) {
  const { project_id: projectId, agent_id: agentId, ...page } = query;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `embeds:${projectId ?? ''}:${agentId ?? ''}`,
    principal.tenantId,
    page,
    (after, limit) =>
      store.listEmbeds(deps.db, principal, { projectId, agentId }, dayOf(deps.clock.now()), after, limit),
    (row) => row.id,
  );
  return { data: data.map((row) => present(row, deps.publicUrl)), next_cursor };
}

export async function getEmbed(deps: EmbedDeps, principal: Principal, id: string): Promise<Embed> {
  const row = await store.findEmbed(deps.db, principal, id, dayOf(deps.clock.now()));
  if (!row) throw notFound('embed');
  return present(row, deps.publicUrl);
}

export async function updateEmbed(
  deps: EmbedDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateEmbed>,
): Promise<Embed> {
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    const before = await store.lockEmbed(tx, principal, id, dayOf(now));
    if (!before) throw notFound('embed');
    requireMayShare(principal);
    const agent = input.agent_id === undefined ? before : await requireAgent(tx, principal, input.agent_id);
    await store.updateEmbed(tx, tenantId, id, { ...toRow(input), project_id: agent.project_id, updated_at: now });
    const after = await store.findEmbed(tx, principal, id, dayOf(now));
    if (!after) throw notFound('embed');
    await audit.record(tx, principal, {
      action: 'embed.updated',
      target: target(id),
      before: auditFacts(before),
      after: auditFacts(after),
    });
    return present(after, deps.publicUrl);
  });
}

export async function deleteEmbed(deps: EmbedDeps, principal: Principal, id: string): Promise<void> {
  const { db, clock, audit } = deps;
  const { tenantId } = principal;
  await db.transaction().execute(async (tx) => {
    const row = await store.lockEmbed(tx, principal, id, dayOf(clock.now()));
    if (!row) throw notFound('embed');
    await store.deleteEmbed(tx, tenantId, id);
    await audit.record(tx, principal, { action: 'embed.deleted', target: target(id), before: auditFacts(row) });
  });
}

/**
 * A widget lets anybody ask. Who gives that away must be able to ask, without limit of time or of what is searched, as a
 * derived key is not.
 */
function requireMayShare({ scopes, derivedFor }: Principal): void {
  const missing = notGranted(scopes, ['query']);
  if (missing.length > 0) throw new ApiError('scope_not_held', { scopes: missing });
  if (derivedFor !== null) throw new ApiError('reach_exceeded', { limited_to: 'time' });
}

/** A copy whose lists may be written to, without what was not given. */
function toRow<T extends object>(input: T): Writable<T> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  ) as Writable<T>;
}

type Writable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] | undefined ? Item[] : Exclude<T[K], undefined>;
};

const target = (id: string) => ({ type: 'embed', id });
