import type { Db } from '../../../platform/db/index.ts';

/** Puts a file written by `writeResult` on its job, which keeps it until the given time. */
export async function setResult(tx: Db, tenantId: string, jobId: string, fileId: string, until: Date): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ result_file_id: fileId, result_until: until })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .execute();
}

/** Some results, of all tenants, that are kept no longer. */
export const findExpiredResults = (
  db: Db,
  now: Date,
  limit: number,
): Promise<{ tenant_id: string; id: string; result_file_id: string | null }[]> =>
  db
    .selectFrom('jobs')
    .select(['tenant_id', 'id', 'result_file_id'])
    .where('result_file_id', 'is not', null)
    .where('result_until', '<=', now)
    .orderBy('result_until')
    .limit(limit)
    .execute();

/** @returns false if somebody else was faster */
export async function dropResult(tx: Db, tenantId: string, jobId: string, fileId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('jobs')
    .set({ result_file_id: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', jobId)
    .where('result_file_id', '=', fileId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
