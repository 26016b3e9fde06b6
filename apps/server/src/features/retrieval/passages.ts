import type { ResultOf, routes } from '@ragkeep/contract';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { type VectorSpace, versionOf } from './vector-store.ts';

/** A passage as it is found, with what is said of its document. */
export interface FoundChunk {
  chunkId: string;
  documentId: string;
  text: string;
  heading: string;
  page: number | null;
  start: number;
  end: number;
  externalId: string | null;
  title: string | null;
  url: string | null;
  metadata: ResultOf<typeof routes.search>['results'][number]['document']['metadata'];
  /** Of the space asked for, at the same moment; null: none was. */
  version: number | null;
}

/**
 * Reads the passages of these ids that (still) exist, in no order, and the version of a space with them, which saves asking for it.
 *
 * `OFFSET 0` makes it one look-up a passage. The embedded database gathers no statistics by itself, and a planner that
 * takes a tenant for one row would join by reading all of its documents for every passage.
 */
export async function findChunks(
  db: Db,
  tenantId: string,
  ids: readonly string[],
  space: VectorSpace | undefined,
): Promise<FoundChunk[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FoundChunk>`
    SELECT c.id AS "chunkId", c.document_id AS "documentId", c.text, c.heading, c.page,
      c.start_offset AS start, c.end_offset AS "end",
      d.external_id AS "externalId", d.title, d.source_url AS url, d.metadata, (${space ? versionOf(space) : sql`NULL`}) AS version
    FROM chunks c CROSS JOIN LATERAL (
      SELECT * FROM documents WHERE tenant_id = ${tenantId} AND id = c.document_id OFFSET 0
    ) d
    WHERE c.tenant_id = ${tenantId} AND c.id = ANY(${ids}::uuid[])`.execute(db);
  return rows;
}

/** Those of the ids that (still) are passages. */
export async function livingChunks(db: Db, tenantId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM chunks WHERE tenant_id = ${tenantId} AND id = ANY(${ids}::uuid[])`.execute(db);
  return rows.map((row) => row.id);
}
