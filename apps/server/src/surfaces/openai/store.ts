import type { Reach } from '@ragkeep/access';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** What a principal sees. */
export interface View {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

/** An agent with the project it stands in. */
export interface AgentOfProject {
  slug: string;
  project_created_at: Date;
  agent_id: string;
  agent_name: string;
  agent_created_at: Date;
  /** Whether the principal may ask it. Siblings beyond its reach are there for the sake of their names. */
  in_reach: boolean;
}

/** The agents of the projects within reach, or of one of them: projects oldest first, and so the agents of each. */
export const findAgents = (db: Db, view: View, slug?: string): Promise<AgentOfProject[]> =>
  db
    .selectFrom('projects')
    .innerJoin('agents', (join) =>
      join.onRef('agents.tenant_id', '=', 'projects.tenant_id').onRef('agents.project_id', '=', 'projects.id'),
    )
    .where('projects.tenant_id', '=', view.tenantId)
    .$if(view.projectIds !== null, (query) => query.where(sql<boolean>`projects.id = ANY(${view.projectIds}::uuid[])`))
    .$if(slug !== undefined, (query) => query.where('projects.slug', '=', slug ?? ''))
    .select([
      'projects.slug',
      'projects.created_at as project_created_at',
      'agents.id as agent_id',
      'agents.name as agent_name',
      'agents.created_at as agent_created_at',
      sql<boolean>`${view.agentIds === null} OR agents.id = ANY(${view.agentIds ?? []}::uuid[])`.as('in_reach'),
    ])
    .orderBy('projects.id')
    .orderBy('agents.id')
    .execute();
