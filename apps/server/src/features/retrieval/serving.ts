import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { vectorSpace } from './vectors.ts';

/** A project that is searched by the vectors of some encoder. */
export interface ServedProject {
  tenantId: string;
  projectId: string;
}

/** The encoder whose vectors a project is searched by; null: none has made any yet. */
export async function servingEncoder(db: Db, { tenantId, projectId }: ServedProject): Promise<string | null> {
  const row = await db
    .selectFrom('projects')
    .select('encoder')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', projectId)
    .executeTakeFirst();
  return row?.encoder ?? null;
}

/** Has a project that no encoder serves yet searched by this one's vectors. */
export async function serveFirst(db: Db, { tenantId, projectId }: ServedProject, encoderId: string): Promise<void> {
  await db
    .updateTable('projects')
    .set({ encoder: encoderId })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', projectId)
    .where('encoder', 'is', null)
    .execute();
}

/** Has it searched by this encoder's vectors from the commit on. */
export async function switchTo(db: Db, { tenantId, projectId }: ServedProject, encoderId: string): Promise<void> {
  await db
    .updateTable('projects')
    .set({ encoder: encoderId })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', projectId)
    .execute();
}

/** Every project that is still searched by the vectors of another encoder. */
export async function projectsServedByOthers(db: Db, encoderId: string): Promise<ServedProject[]> {
  const rows = await db
    .selectFrom('projects')
    .select(['tenant_id', 'id'])
    .where('encoder', 'is not', null)
    .where('encoder', '<>', encoderId)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, projectId: row.id }));
}

/** A passage without a vector of some encoder. */
export interface UnencodedChunk {
  chunkId: string;
  projectId: string;
  text: string;
}

/** Up to `limit` passages of a project after the id `after` that this encoder has no vector of, in the order of their ids. */
export async function takeUnencoded(
  db: Db,
  { tenantId, projectId }: ServedProject,
  encoderId: string,
  after: string | null,
  limit: number,
): Promise<UnencodedChunk[]> {
  const { rows } = await sql<UnencodedChunk>`
    SELECT c.id AS "chunkId", c.project_id AS "projectId",
      CASE WHEN c.heading = '' THEN c.text ELSE c.heading || E'\n' || c.text END AS text
    FROM chunks c
    WHERE c.tenant_id = ${tenantId} AND c.project_id = ${projectId} AND (${after}::uuid IS NULL OR c.id > ${after}::uuid)
      AND NOT EXISTS (
        SELECT FROM chunk_vectors v WHERE v.tenant_id = ${tenantId} AND v.chunk_id = c.id AND v.encoder = ${encoderId}
      )
    ORDER BY c.id LIMIT ${limit}`.execute(db);
  return rows;
}

/**
 * Deletes up to `limit` of the vectors that a project has of other encoders.
 *
 * @returns how many passages had any
 */
export async function dropOtherVectors(
  db: Db,
  { tenantId, projectId }: ServedProject,
  encoderId: string,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ chunks: number }>`
    WITH other AS (
      SELECT v.chunk_id, v.encoder FROM chunk_vectors v JOIN chunks c ON c.tenant_id = v.tenant_id AND c.id = v.chunk_id
      WHERE v.tenant_id = ${tenantId} AND c.project_id = ${projectId} AND v.encoder <> ${encoderId} LIMIT ${limit}
    ), vectors AS (
      DELETE FROM chunk_vectors v USING other
      WHERE v.tenant_id = ${tenantId} AND v.chunk_id = other.chunk_id AND v.encoder = other.encoder
    ), bits AS (
      DELETE FROM chunk_bits b USING other
      WHERE b.tenant_id = ${tenantId} AND b.chunk_id = other.chunk_id AND b.space <> ${vectorSpace(projectId, encoderId)}
    )
    SELECT count(*)::int AS chunks FROM other`.execute(db);
  return rows[0]?.chunks ?? 0;
}
