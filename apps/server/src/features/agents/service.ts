import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import type { AccessChanges } from '../../access/changes/index.ts';
import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { forgetTarget } from '../api-keys/index.ts';
import type { Audit } from '../audit/index.ts';
import * as store from './store.ts';

export interface AgentDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  changes: AccessChanges;
  audit: Audit;
}

type Agent = ResultOf<typeof routes.getAgent>;

/** What an agent is unless it is told otherwise. */
const DEFAULTS = {
  name: 'Assistant',
  description: '',
  instructions: '',
  refusal: 'I could not find this in the documents.',
  temperature: null,
  model: null,
  top_k: 8,
};

/** The agent a project is born with. */
export async function insertDefaultAgent(tx: Db, tenantId: string, projectId: string, now: Date): Promise<void> {
  await store.insertAgent(tx, {
    ...DEFAULTS,
    tenant_id: tenantId,
    id: uuidv7(),
    project_id: projectId,
    created_at: now,
    updated_at: now,
  });
}

export async function requireAgent(db: Db, principal: Principal, id: string): Promise<store.AgentRow> {
  const row = await store.findAgent(db, principal, id);
  if (!row) throw notFound('agent');
  return row;
}

export async function createAgent(
  deps: AgentDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createAgent>,
): Promise<Agent> {
  if (principal.agentIds !== null) throw new ApiError('reach_exceeded', { limited_to: 'agents' });
  const { db, clock } = deps;
  const now = clock.now();
  const row = await db.transaction().execute(async (tx) => {
    if (!(await store.projectExists(tx, principal, input.project_id))) throw notFound('project');
    return store.insertAgent(tx, {
      ...DEFAULTS,
      ...defined(input),
      tenant_id: principal.tenantId,
      id: uuidv7(),
      created_at: now,
      updated_at: now,
    });
  });
  return present(row);
}

export async function listAgents(
  deps: AgentDeps,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined; project_id?: string | undefined },
) {
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

export async function updateAgent(
  deps: AgentDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateAgent>,
): Promise<Agent> {
  await requireAgent(deps.db, principal, id);
  const change = { ...defined(input), updated_at: deps.clock.now() };
  return present(await store.updateAgent(deps.db, principal.tenantId, id, change));
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

const defined = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const present = (row: store.AgentRow): Agent => ({
  id: row.id,
  project_id: row.project_id,
  name: row.name,
  description: row.description,
  instructions: row.instructions,
  refusal: row.refusal,
  temperature: row.temperature,
  model: row.model,
  top_k: row.top_k,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
