import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** Documents by the source that brought them. A document belongs to the first that did, or to none if it was sent by itself. */

const ofSource = (tenantId: string, sourceId: string) =>
  sql`documents.tenant_id = ${tenantId} AND documents.source_id = ${sourceId}`;

/** Notes that a visit found documents of its source; those of others it leaves as they are. */
export async function markSeen(
  tx: Db,
  tenantId: string,
  sourceId: string,
  jobId: string,
  documentIds: readonly string[],
): Promise<void> {
  if (documentIds.length === 0) return;
  await sql`UPDATE documents SET seen_by = ${jobId}
    WHERE ${ofSource(tenantId, sourceId)} AND id = ANY(${documentIds}::uuid[])`.execute(tx);
}

interface Deleted {
  id: string;
  source_url: string | null;
  file_id: string | null;
}

/** Passages and vectors go with them, by foreign keys. */
export async function deleteDocumentsOfSource(
  tx: Db,
  tenantId: string,
  sourceId: string,
  documentId?: string,
): Promise<Deleted[]> {
  const one = documentId === undefined ? sql`` : sql`AND id = ${documentId}`;
  const { rows } = await sql<Deleted>`DELETE FROM documents WHERE ${ofSource(tenantId, sourceId)} ${one}
    RETURNING id, source_url, file_id`.execute(tx);
  return rows;
}

/** They stay, and belong to no source any more. */
export async function releaseDocumentsOfSource(tx: Db, tenantId: string, sourceId: string): Promise<void> {
  await sql`UPDATE documents SET source_id = NULL, seen_by = NULL WHERE ${ofSource(tenantId, sourceId)}`.execute(tx);
}

/** What a visit did not come to, except what it tried and could not read. */
const unseen = (tenantId: string, sourceId: string, jobId: string) => sql`${ofSource(tenantId, sourceId)}
  AND seen_by IS DISTINCT FROM ${jobId} AND NOT EXISTS (
    SELECT FROM job_sources s WHERE s.tenant_id = ${tenantId} AND s.job_id = ${jobId}
      AND s.url = documents.source_url AND s.status = 'failed')`;

/** How many of a source's documents a visit found, and how many it did not. */
export async function countSeen(
  tx: Db,
  tenantId: string,
  sourceId: string,
  jobId: string,
): Promise<{ seen: number; unseen: number }> {
  const { rows } = await sql<{ seen: number; unseen: number }>`
    SELECT count(*) FILTER (WHERE seen_by = ${jobId}) AS seen,
      count(*) FILTER (WHERE ${unseen(tenantId, sourceId, jobId)}) AS unseen
    FROM documents WHERE ${ofSource(tenantId, sourceId)}`.execute(tx);
  return rows[0] ?? { seen: 0, unseen: 0 };
}

export async function deleteUnseen(tx: Db, tenantId: string, sourceId: string, jobId: string): Promise<Deleted[]> {
  const { rows } = await sql<Deleted>`DELETE FROM documents WHERE ${unseen(tenantId, sourceId, jobId)}
    RETURNING id, source_url, file_id`.execute(tx);
  return rows;
}

/** How the server names the version that is here, for the next visit to ask whether there is another. */
export async function updateVersion(
  tx: Db,
  tenantId: string,
  id: string,
  version: { etag: string | null; lastModified: string | null },
): Promise<void> {
  const { etag, lastModified } = version;
  await sql`UPDATE documents SET etag = ${etag}, last_modified = ${lastModified}
    WHERE tenant_id = ${tenantId} AND id = ${id}
      AND (etag IS DISTINCT FROM ${etag} OR last_modified IS DISTINCT FROM ${lastModified})`.execute(tx);
}
