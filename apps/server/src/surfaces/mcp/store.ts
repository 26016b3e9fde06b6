import { sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';

type Reach = Pick<Principal, 'tenantId' | 'projectIds' | 'agentIds'>;

/** Ids of the projects within reach, up to `limit`; whoever is limited to agents reaches none. */
export async function projectsInReach(db: Db, { tenantId, projectIds, agentIds }: Reach, limit: number) {
  const rows = await db
    .selectFrom('projects')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .$if(projectIds !== null, (query) => query.where(sql<boolean>`id = ANY(${projectIds}::uuid[])`))
    .$if(agentIds !== null, (query) => query.where(sql<boolean>`false`))
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Documents of all projects within reach, newest first. */
export const documentsInReach = (
  db: Db,
  { tenantId, projectIds, agentIds }: Reach,
  after: string | undefined,
  limit: number,
) =>
  db
    .selectFrom('documents')
    .innerJoin('projects', (join) =>
      join.onRef('projects.tenant_id', '=', 'documents.tenant_id').onRef('projects.id', '=', 'documents.project_id'),
    )
    .select(['documents.id', 'documents.title', 'documents.filename', 'documents.updated_at', 'projects.slug'])
    .where('documents.tenant_id', '=', tenantId)
    .$if(projectIds !== null, (query) => query.where(sql<boolean>`documents.project_id = ANY(${projectIds}::uuid[])`))
    .$if(agentIds !== null, (query) => query.where(sql<boolean>`false`))
    .$if(after !== undefined, (query) => query.where('documents.id', '<', after ?? ''))
    .orderBy('documents.id', 'desc')
    .limit(limit)
    .execute();
