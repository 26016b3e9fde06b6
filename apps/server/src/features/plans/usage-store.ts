import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Month } from './month.ts';

export interface Usage {
  /** Of the month: those that were read, and those reserved for sources that wait. */
  pagesUsed: number;
  /** Jobs that wait or run, of whatever month. */
  activeJobs: number;
}

/** In one statement, so that a page that is just being settled counts exactly once. */
export async function countUsage(db: Db, tenantId: string, month: Month): Promise<Usage> {
  const { rows } = await sql<{ read: number; reserved: number; active: number }>`
    SELECT
      COALESCE((SELECT pages FROM page_usage WHERE tenant_id = ${tenantId} AND month = ${`${month.name}-01`}), 0) AS read,
      (SELECT COALESCE(SUM(s.pages_reserved) FILTER (WHERE ${wasMadeIn(tenantId, month)}), 0) FROM job_sources s
        WHERE s.tenant_id = ${tenantId} AND s.status = 'queued' AND s.pages_reserved > 0) AS reserved,
      (SELECT COUNT(*) FROM jobs WHERE tenant_id = ${tenantId} AND status IN ('queued', 'running')) AS active`.execute(
    db,
  );
  const [row] = rows;
  return { pagesUsed: (row?.read ?? 0) + (row?.reserved ?? 0), activeJobs: row?.active ?? 0 };
}

/** Of a source's job. By a look at each and no join, which is slow where the planner knows the tables as they were when empty. */
const wasMadeIn = (tenantId: string, { start, end }: Month) => sql`(
  SELECT j.created_at >= ${start} AND j.created_at < ${end} FROM jobs j WHERE j.tenant_id = ${tenantId} AND j.id = s.job_id)`;

export async function countActiveJobs(db: Db, tenantId: string): Promise<number> {
  const { rows } = await sql<{ active: number }>`
    SELECT COUNT(*) AS active FROM jobs WHERE tenant_id = ${tenantId} AND status IN ('queued', 'running')`.execute(db);
  return rows[0]?.active ?? 0;
}

export async function addPages(tx: Db, tenantId: string, month: Month, pages: number): Promise<void> {
  await sql`
    INSERT INTO page_usage (tenant_id, month, pages) VALUES (${tenantId}, ${`${month.name}-01`}, ${pages})
    ON CONFLICT (tenant_id, month) DO UPDATE SET pages = page_usage.pages + excluded.pages`.execute(tx);
}
