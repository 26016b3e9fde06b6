import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';

export type SourceRow = Selectable<Tables['sources']>;

export type DetailedSource = SourceRow & {
  documents: number;
  /** Of the last visit, where there was one. */
  last_job: {
    id: string;
    status: string;
    finished_at: string | null;
    succeeded: number;
    unchanged: number;
    removed: number;
    failed: number;
  } | null;
};

export async function insertSource(tx: Db, row: SourceRow): Promise<void> {
  await tx
    .insertInto('sources')
    .values({ ...row, definition: JSON.stringify(row.definition) })
    .execute();
}

const inProject = (db: Db, tenantId: string, projectId: string) =>
  db.selectFrom('sources').where('sources.tenant_id', '=', tenantId).where('sources.project_id', '=', projectId);

const detailed = (db: Db, tenantId: string, projectId: string) =>
  inProject(db, tenantId, projectId)
    .selectAll('sources')
    .select([
      sql<number>`(SELECT count(*) FROM documents d
        WHERE d.tenant_id = ${tenantId} AND d.source_id = sources.id)`.as('documents'),
      sql<
        DetailedSource['last_job']
      >`(SELECT json_build_object('id', j.id, 'status', j.status, 'finished_at', j.finished_at,
          'succeeded', count(*) FILTER (WHERE s.status = 'succeeded'),
          'unchanged', count(*) FILTER (WHERE s.status = 'unchanged'),
          'removed', count(*) FILTER (WHERE s.status = 'removed'),
          'failed', count(*) FILTER (WHERE s.status = 'failed'))
        FROM jobs j LEFT JOIN job_sources s ON s.tenant_id = j.tenant_id AND s.job_id = j.id
        WHERE j.tenant_id = ${tenantId} AND j.id = sources.last_job_id
        GROUP BY j.tenant_id, j.id)`.as('last_job'),
    ]);

/** Newest first. */
export const listSources = (
  db: Db,
  tenantId: string,
  projectId: string,
  after: string | undefined,
  limit: number,
): Promise<DetailedSource[]> =>
  detailed(db, tenantId, projectId)
    .$if(after !== undefined, (query) => query.where('sources.id', '<', after ?? ''))
    .orderBy('sources.id', 'desc')
    .limit(limit)
    .execute();

export const findSource = (
  db: Db,
  tenantId: string,
  projectId: string,
  id: string,
): Promise<DetailedSource | undefined> =>
  detailed(db, tenantId, projectId).where('sources.id', '=', id).executeTakeFirst();

/** Until the transaction ends nobody else changes, visits or deletes it. */
export const lockSource = (tx: Db, tenantId: string, id: string): Promise<SourceRow | undefined> =>
  tx
    .selectFrom('sources')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

export async function updateSource(
  tx: Db,
  { tenant_id: tenantId, id }: Pick<SourceRow, 'tenant_id' | 'id'>,
  change: Partial<Omit<SourceRow, 'tenant_id' | 'id' | 'project_id' | 'created_at'>>,
): Promise<void> {
  const { definition, ...rest } = change;
  await tx
    .updateTable('sources')
    .set({ ...rest, ...(definition === undefined ? {} : { definition: JSON.stringify(definition) }) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
}

export async function deleteSource(tx: Db, tenantId: string, id: string): Promise<void> {
  await tx.deleteFrom('sources').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}

/** Those that are visited with the credential, oldest first. */
export const sourcesWithCredential = (
  db: Db,
  tenantId: string,
  credentialId: string,
  limit: number,
): Promise<Pick<SourceRow, 'id' | 'name' | 'project_id'>[]> =>
  db
    .selectFrom('sources')
    .select(['id', 'name', 'project_id'])
    .where('tenant_id', '=', tenantId)
    .where('credential_id', '=', credentialId)
    .orderBy('id')
    .limit(limit)
    .execute();
