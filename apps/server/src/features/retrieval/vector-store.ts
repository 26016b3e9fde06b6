import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Ranked } from './fusion.ts';
import { inDocuments, type Scope } from './store.ts';
import { decodeVector, encodeVector, vectorSpace } from './vectors.ts';

/** A question as a vector. */
export interface SemanticQuestion {
  encoderId: string;
  vector: Float32Array;
  /**
   * Passages taken to be right: the question is moved halfway to their mean. None: it stays. This is pseudo-relevance
   * feedback after Rocchio, here from the other engine's best.
   */
  feedback: readonly string[];
}

/** A passage with two similarities, cosines in −1…1. */
export interface SemanticRank extends Ranked {
  /** To the question alone; `score` is to the question as it was moved. */
  similarity: number;
}

/** The question as a row of two unit vectors, `asked` and `moved`. */
function question({ tenantId }: Scope, { encoderId, vector, feedback }: SemanticQuestion): RawBuilder<unknown> {
  const asked = sql`${encodeVector(vector)}::vector`;
  return sql`
    SELECT ${asked} AS asked, coalesce(l2_normalize(${asked} + l2_normalize(avg(embedding))), ${asked}) AS moved
    FROM chunk_vectors
    WHERE tenant_id = ${tenantId} AND encoder = ${encoderId} AND chunk_id = ANY(${feedback}::uuid[])`;
}

/**
 * The passages in scope nearest in meaning by what the database holds: the `candidates` whose signs differ from the
 * question's in the fewest places, by their cosines, best first. All vectors have length 1, so that the cosine is the inner
 * product; `<#>` is its negative.
 */
export async function rankInDatabase(
  db: Db,
  scope: Scope,
  asked: SemanticQuestion,
  candidates: number,
): Promise<SemanticRank[]> {
  const { tenantId, projectId } = scope;
  const { rows } = await sql<SemanticRank>`
    WITH question AS (${question(scope, asked)})
    SELECT chunk_id AS "chunkId", -(embedding <#> (SELECT moved FROM question)) AS score,
      -(embedding <#> (SELECT asked FROM question)) AS similarity
    FROM chunk_vectors
    WHERE tenant_id = ${tenantId} AND encoder = ${asked.encoderId} AND chunk_id = ANY(ARRAY(
      SELECT chunk_id FROM chunk_bits
      WHERE tenant_id = ${tenantId} AND space = ${vectorSpace(projectId, asked.encoderId)} ${inDocuments(scope)}
      ORDER BY bits <~> (SELECT binary_quantize(moved) FROM question) LIMIT ${candidates}
    ))
    ORDER BY score DESC, chunk_id`.execute(db);
  return rows;
}

/** One project's vectors of one encoder, which are those that may be compared. */
export interface VectorSpace {
  tenantId: string;
  projectId: string;
  encoderId: string;
}

/** How often vectors were added to a space; 0: never. A statement, or a value in one. */
export const versionOf = ({ tenantId, projectId, encoderId }: VectorSpace): RawBuilder<{ version: number }> => sql`
  SELECT coalesce(max(version), 0) AS version FROM vector_spaces
  WHERE tenant_id = ${tenantId} AND space = ${vectorSpace(projectId, encoderId)}`;

export async function spaceVersion(db: Db, space: VectorSpace): Promise<number> {
  const { rows } = await versionOf(space).execute(db);
  return rows[0]?.version ?? 0;
}

/** The vectors added after version `after`, up to and including version `upTo`. For `OFFSET 0` see findChunks. */
export async function readVectors(
  db: Db,
  { tenantId, projectId, encoderId }: VectorSpace,
  after: number,
  upTo: number,
): Promise<{ chunkId: string; vector: Float32Array }[]> {
  const { rows } = await sql<{ chunkId: string; vector: Buffer }>`
    SELECT b.chunk_id AS "chunkId", vector_send(v.embedding) AS vector
    FROM chunk_bits b CROSS JOIN LATERAL (
      SELECT embedding FROM chunk_vectors
      WHERE tenant_id = ${tenantId} AND chunk_id = b.chunk_id AND encoder = ${encoderId} OFFSET 0
    ) v
    WHERE b.tenant_id = ${tenantId} AND b.space = ${vectorSpace(projectId, encoderId)}
      AND b.version > ${after} AND b.version <= ${upTo}`.execute(db);
  return rows.map(({ chunkId, vector }) => ({ chunkId, vector: decodeVector(vector) }));
}
