import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** Every file that belongs to a project: its documents', those of sources that still wait, and what its conversions made. */
export async function fileIdsOfProject(db: Db, tenantId: string, projectId: string): Promise<string[]> {
  const { rows } = await sql<{ file_id: string }>`
    SELECT file_id FROM documents WHERE tenant_id = ${tenantId} AND project_id = ${projectId} AND file_id IS NOT NULL
    UNION
    SELECT s.file_id FROM job_sources s JOIN jobs j ON j.tenant_id = s.tenant_id AND j.id = s.job_id
    WHERE s.tenant_id = ${tenantId} AND j.project_id = ${projectId} AND s.file_id IS NOT NULL
    UNION
    SELECT result_file_id FROM jobs
    WHERE tenant_id = ${tenantId} AND project_id = ${projectId} AND result_file_id IS NOT NULL`.execute(db);
  return rows.map((row) => row.file_id);
}
