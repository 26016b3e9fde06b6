import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Ranked } from './fusion.ts';
import { inDocuments, type Scope } from './store.ts';
import { encodeVector, vectorSpace } from './vectors.ts';

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

/** The signs of the question's components as it was moved, `1` for above 0, and the version of what it is asked of. */
export async function aim(
  db: Db,
  scope: Scope,
  asked: SemanticQuestion,
): Promise<{ signs: string; version: number } | undefined> {
  const { rows } = await sql<{ signs: string; version: number }>`
    WITH question AS (${question(scope, asked)})
    SELECT binary_quantize(moved)::text AS signs, version FROM question, vector_spaces
    WHERE tenant_id = ${scope.tenantId} AND space = ${vectorSpace(scope.projectId, asked.encoderId)}`.execute(db);
  return rows[0];
}

/** The `limit` passages whose signs differ in the fewest places, by reading the signs of all in scope. */
export function nearestBySigns(scope: Scope, asked: SemanticQuestion, limit: number): RawBuilder<unknown> {
  return sql`
    SELECT chunk_id FROM chunk_bits
    WHERE tenant_id = ${scope.tenantId} AND space = ${vectorSpace(scope.projectId, asked.encoderId)}
      ${inDocuments(scope)}
    ORDER BY bits <~> (SELECT binary_quantize(moved) FROM question) LIMIT ${limit}`;
}

/**
 * The given candidates (ids, or the query that finds them) by cosine, best first; those that are gone are left out. All
 * vectors have length 1, so that the cosine is the inner product; `<#>` is its negative.
 */
export async function rankByCosine(
  db: Db,
  scope: Scope,
  asked: SemanticQuestion,
  candidates: readonly string[] | RawBuilder<unknown>,
): Promise<SemanticRank[]> {
  const ids = 'compile' in candidates ? sql`ARRAY(${candidates})` : sql`${candidates}::uuid[]`;
  const { rows } = await sql<SemanticRank>`
    WITH question AS (${question(scope, asked)})
    SELECT chunk_id AS "chunkId", -(embedding <#> (SELECT moved FROM question)) AS score,
      -(embedding <#> (SELECT asked FROM question)) AS similarity
    FROM chunk_vectors
    WHERE tenant_id = ${scope.tenantId} AND encoder = ${asked.encoderId} AND chunk_id = ANY(${ids})
    ORDER BY score DESC, chunk_id`.execute(db);
  return rows;
}

/** A vector's signs as they were added to a space. */
export interface StoredSigns {
  chunkId: string;
  version: number;
  signs: string;
}

/** The signs added after version `after`, up to and including version `upTo`. */
export async function readSigns(
  db: Db,
  tenantId: string,
  space: string,
  after: number,
  upTo: number,
): Promise<StoredSigns[]> {
  const { rows } = await sql<StoredSigns>`
    SELECT chunk_id AS "chunkId", version, bits::text AS signs FROM chunk_bits
    WHERE tenant_id = ${tenantId} AND space = ${space} AND version > ${after} AND version <= ${upTo}`.execute(db);
  return rows;
}
