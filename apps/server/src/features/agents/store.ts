import type { Reach } from '@ragkeep/access';
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type AgentRow = Selectable<Tables['agents']>;

/** The agents a principal sees: the tenant's, those of its projects, or those it is limited to. */
export interface AgentView {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

const visible = (db: Db, view: AgentView) =>
  db
    .selectFrom('agents')
    .selectAll()
    .where('tenant_id', '=', view.tenantId)
    .$if(view.projectIds !== null, (query) => query.where(sql<boolean>`project_id = ANY(${view.projectIds}::uuid[])`))
    .$if(view.agentIds !== null, (query) => query.where(sql<boolean>`id = ANY(${view.agentIds}::uuid[])`));

export const insertAgent = (db: Db, agent: Insertable<Tables['agents']>): Promise<AgentRow> =>
  db.insertInto('agents').values(agent).returningAll().executeTakeFirstOrThrow();

export const findAgent = (db: Db, view: AgentView, id: string): Promise<AgentRow | undefined> =>
  visible(db, view).where('id', '=', id).executeTakeFirst();

export const listAgents = (
  db: Db,
  view: AgentView,
  filter: { projectId?: string | undefined },
  after: string | undefined,
  limit: number,
): Promise<AgentRow[]> =>
  visible(db, view)
    .$if(filter.projectId !== undefined, (query) => query.where('project_id', '=', filter.projectId ?? ''))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();

export const oldestAgent = (db: Db, view: AgentView, projectId: string): Promise<AgentRow | undefined> =>
  visible(db, view).where('project_id', '=', projectId).orderBy('id').limit(1).executeTakeFirst();

/** Keeps others from changing it until the transaction ends, so that no two changes make the same version. */
export const lockAgent = (tx: Db, view: AgentView, id: string): Promise<AgentRow | undefined> =>
  visible(tx, view).where('id', '=', id).forUpdate().executeTakeFirst();

export const updateAgent = (
  db: Db,
  tenantId: string,
  id: string,
  change: Updateable<Tables['agents']>,
): Promise<AgentRow> =>
  db
    .updateTable('agents')
    .set(change)
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

/** Locks the project's agents until the transaction ends, so that two deletions cannot each leave the other's. */
export async function lockAgentsOfProject(tx: Db, tenantId: string, projectId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('agents')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('project_id', '=', projectId)
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

export async function deleteAgent(db: Db, tenantId: string, id: string): Promise<void> {
  await db.deleteFrom('agents').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Locks the project against deletion until the transaction ends; false when it is not there or beyond the view. */
export async function projectExists(tx: Db, view: AgentView, projectId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('projects')
    .select('id')
    .where('tenant_id', '=', view.tenantId)
    .where('id', '=', projectId)
    .$if(view.projectIds !== null, (query) => query.where(sql<boolean>`id = ANY(${view.projectIds}::uuid[])`))
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}
