import type { Reach } from '@ragkeep/access';
import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { isUuid } from '../../platform/ids.ts';

export type ProjectRow = Selectable<Tables['projects']> & { agent_id: string; documents: number };

/** The projects a principal sees: the tenant's, or those it is limited to; one limited to agents sees no project. */
export interface ProjectView {
  tenantId: string;
  projectIds: Reach;
  agentIds: Reach;
}

const visible = (db: Db, view: ProjectView) =>
  db
    .selectFrom('projects')
    .where('projects.tenant_id', '=', view.tenantId)
    .$if(view.projectIds !== null, (query) => query.where(sql<boolean>`projects.id = ANY(${view.projectIds}::uuid[])`))
    .$if(view.agentIds !== null, (query) => query.where(sql<boolean>`false`));

const detailed = (db: Db, view: ProjectView) =>
  visible(db, view)
    .selectAll('projects')
    .select((eb) => [
      eb
        .selectFrom('agents')
        .select('agents.id')
        .where('agents.tenant_id', '=', view.tenantId)
        .whereRef('agents.project_id', '=', 'projects.id')
        .orderBy('agents.id')
        .limit(1)
        .$asScalar()
        .$castTo<string>()
        .as('agent_id'),
      eb
        .selectFrom('documents')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .where('documents.tenant_id', '=', view.tenantId)
        .whereRef('documents.project_id', '=', 'projects.id')
        .$asScalar()
        .$castTo<number>()
        .as('documents'),
    ]);

export async function insertProject(
  db: Db,
  tenantId: string,
  project: { id: string; slug: string; name: string; description: string; metadata: object; now: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('projects')
    .values({
      tenant_id: tenantId,
      id: project.id,
      slug: project.slug,
      name: project.name,
      description: project.description,
      metadata: JSON.stringify(project.metadata),
      created_at: project.now,
      updated_at: project.now,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'slug']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export const listProjects = (
  db: Db,
  view: ProjectView,
  after: string | undefined,
  limit: number,
): Promise<ProjectRow[]> =>
  detailed(db, view)
    .$if(after !== undefined, (query) => query.where('projects.id', '<', after ?? ''))
    .orderBy('projects.id', 'desc')
    .limit(limit)
    .execute();

export const findProject = (db: Db, view: ProjectView, ref: string): Promise<ProjectRow | undefined> =>
  detailed(db, view)
    .where(isUuid(ref) ? 'projects.id' : 'projects.slug', '=', ref)
    .executeTakeFirst();

export const findProjectId = async (db: Db, view: ProjectView, ref: string): Promise<string | undefined> => {
  const row = await visible(db, view)
    .select('projects.id')
    .where(isUuid(ref) ? 'projects.id' : 'projects.slug', '=', ref)
    .executeTakeFirst();
  return row?.id;
};

/** The slugs of the tenant that are `base`, or `base` and a number. */
export async function slugsLike(db: Db, tenantId: string, base: string): Promise<string[]> {
  const rows = await db
    .selectFrom('projects')
    .select('slug')
    .where('tenant_id', '=', tenantId)
    .where((eb) => eb.or([eb('slug', '=', base), eb('slug', 'like', `${base}-%`)]))
    .execute();
  return rows.map((row) => row.slug);
}

/** @returns false when the slug is taken */
export async function updateProject(
  db: Db,
  tenantId: string,
  id: string,
  change: {
    name?: string | undefined;
    slug?: string | undefined;
    description?: string | undefined;
    metadata?: object | undefined;
  },
  now: Date,
): Promise<boolean> {
  const { metadata, ...rest } = change;
  const { numUpdatedRows } = await db
    .updateTable('projects')
    .set({ ...rest, ...(metadata ? { metadata: JSON.stringify(metadata) } : {}), updated_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('projects as other')
            .select('other.id')
            .where('other.tenant_id', '=', tenantId)
            .where('other.slug', '=', change.slug ?? '')
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Agents, documents, passages, vectors and jobs go with it, by foreign keys. */
export async function deleteProject(db: Db, tenantId: string, id: string): Promise<void> {
  await db.deleteFrom('projects').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}
