import { isDeepStrictEqual } from 'node:util';
import type { BodyOf, QueryOf, routes } from '@ragkeep/contract';
import type { AccessChanges } from '../../access/changes/index.ts';
import type { Principal } from '../../access/principal.ts';
import { notePlace } from '../../access/usage.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { forgetTarget } from '../api-keys/index.ts';
import type { Audit } from '../audit/index.ts';
import { requireAgent } from './answering.ts';
import { checkPublished, checkSettings } from './check.ts';
import { insertAgent } from './insert.ts';
import { type Agent, keptSettings, present } from './present.ts';
import { columnsOf, DEFAULTS, type Settings, settingsOfRow } from './settings.ts';
import * as store from './store.ts';
import { dropOldVersions, findVersion, insertVersion } from './version-store.ts';

export interface AgentDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  changes: AccessChanges;
  audit: Audit;
}

/** Versions of one agent that are kept at most. */
const KEPT_VERSIONS = 500;

export async function createAgent(
  { db, clock, audit }: AgentDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createAgent>,
): Promise<Agent> {
  if (principal.agentIds !== null) throw new ApiError('reach_exceeded', { limited_to: 'agents' });
  const { project_id: projectId, ...given } = input;
  const settings = { ...DEFAULTS, ...defined(given) };
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    if (!(await store.projectExists(tx, principal, projectId))) throw notFound('project');
    await checkSettings(tx, principal, DEFAULTS, settings);
    const row = await insertAgent(tx, { tenantId, projectId, settings, maker: principal, now: clock.now() });
    const after = { project_id: projectId, name: row.name };
    await audit.record(tx, principal, { action: 'agent.created', target: { type: 'agent', id: row.id }, after });
    return present(row);
  });
}

export async function listAgents(deps: AgentDeps, principal: Principal, query: QueryOf<typeof routes.listAgents>) {
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `agents:${query.project_id ?? ''}`,
    principal.tenantId,
    query,
    (after, limit) => store.listAgents(deps.db, principal, { projectId: query.project_id }, after, limit),
    (row) => row.id,
  );
  return { data: data.map(present), next_cursor };
}

export async function getAgent(deps: AgentDeps, principal: Principal, id: string): Promise<Agent> {
  return present(await requireAgent(deps.db, principal, id));
}

/** Makes a new version from the latest, or, where that is so already, publishes the latest. A body that names no setting does nothing. */
export async function updateAgent(
  { db, clock, audit }: AgentDeps,
  principal: Principal,
  id: string,
  { publish, ...input }: BodyOf<typeof routes.updateAgent>,
): Promise<Agent> {
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    const row = await store.lockAgent(tx, principal, id);
    if (!row) throw notFound('agent');
    notePlace(principal, row.project_id, id);
    const before = await latestSettings(tx, row);
    const settings: Settings = { ...before, ...defined(input) };
    const changed = Object.keys(input).filter(
      (key) => !isDeepStrictEqual(before[key as keyof Settings], settings[key as keyof Settings]),
    );
    const version = row.latest_version + (changed.length > 0 ? 1 : 0);
    const isPublished = publish && Object.keys(input).length > 0;
    const published = isPublished ? version : row.version;
    if (version === row.latest_version && published === row.version) return present(row);
    if (isPublished) await checkPublished(tx, principal, settingsOfRow(row), settings);
    const now = clock.now();
    if (version > row.latest_version) {
      await checkSettings(tx, principal, before, settings);
      await insertVersion(tx, tenantId, id, { version, settings, maker: principal, now });
      await dropOldVersions(tx, tenantId, id, { published, keep: KEPT_VERSIONS });
    }
    const after = await store.updateAgent(tx, tenantId, id, {
      ...(isPublished ? columnsOf(settings) : {}),
      version: published,
      latest_version: version,
      updated_at: now,
    });
    await audit.record(tx, principal, {
      action: 'agent.updated',
      target: { type: 'agent', id },
      before: { version: row.version, latest_version: row.latest_version },
      after: { version: published, latest_version: version, changed },
    });
    return present(after);
  });
}

/** Takes the limits of keys that named it with it, and the keys that were limited to it alone. */
export async function deleteAgent(deps: AgentDeps, principal: Principal, id: string): Promise<void> {
  const { tenantId } = principal;
  await deps.changes.transaction(tenantId, async (tx) => {
    const row = await requireAgent(tx, principal, id);
    const siblings = await store.lockAgentsOfProject(tx, tenantId, row.project_id);
    if (siblings.length <= 1) throw new ApiError('last_agent', {});
    await forgetTarget(tx, tenantId, 'agent_ids', id, deps.clock.now());
    await store.deleteAgent(tx, tenantId, id);
    await deps.audit.record(tx, principal, { action: 'agent.deleted', target: { type: 'agent', id } });
  });
}

async function latestSettings(tx: Db, row: store.AgentRow): Promise<Settings> {
  const latest = await findVersion(tx, row.tenant_id, row.id, row.latest_version);
  if (!latest) throw new Error(`agent ${row.id} lacks its version ${row.latest_version}`);
  return keptSettings(latest);
}

const defined = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
