import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { LexicalEngine } from './engine.ts';
import type { Ranked } from './fusion.ts';

/** What a search looks through. `documents` is a condition over documents under the name `d`. */
export interface Scope {
  tenantId: string;
  projectId: string;
  documents: RawBuilder<boolean> | undefined;
}

/** The passages that hold words of `text`, best first. Scores are BM25's or `ts_rank`'s, above 0. */
export function lexicalRanks(
  db: Db,
  engine: LexicalEngine,
  scope: Scope,
  text: string,
  limit: number,
): Promise<Ranked[]> {
  return engine === 'bm25' ? bm25Ranks(db, scope, text, limit) : tsRanks(db, scope, text, limit);
}

async function bm25Ranks(db: Db, scope: Scope, text: string, limit: number): Promise<Ranked[]> {
  if (scope.documents) return filteredBm25Ranks(db, scope, text, limit);
  const { rows } = await sql<Ranked>`
    SELECT chunk_id AS "chunkId", score
    FROM bm25_ranks(${scope.tenantId}, ${scope.projectId}, ${text}, ${limit})`.execute(db);
  return rows;
}

/**
 * The same under a condition, which the database's function cannot take. Were the index not used, the query without an
 * index's name would fail rather than give wrong scores.
 */
function filteredBm25Ranks(db: Db, scope: Scope, text: string, limit: number): Promise<Ranked[]> {
  return db.transaction().execute(async (tx) => {
    await sql`SET LOCAL enable_sort = off`.execute(tx);
    const { rows } = await sql<Ranked>`
      SELECT id AS "chunkId", -bm25_get_current_score() AS score FROM chunks
      WHERE tenant_id = ${scope.tenantId} AND project_id = ${scope.projectId} ${inDocuments(scope)}
      ORDER BY (heading || E'\n' || text) <@> to_bm25query(${text}) LIMIT ${sql.lit(limit)}`.execute(tx);
    return rows;
  });
}

/** Any of the words counts. Divided by the logarithm of the length; `ts_rank_cd` was measured to be worse. */
async function tsRanks(db: Db, scope: Scope, text: string, limit: number): Promise<Ranked[]> {
  const { rows } = await sql<Ranked>`
    SELECT id AS "chunkId", ts_rank(lexemes, question, 1)::float8 AS score
    FROM chunks, (SELECT replace(plainto_tsquery('english', ${text})::text, ' & ', ' | ')::tsquery AS question) AS asked
    WHERE tenant_id = ${scope.tenantId} AND project_id = ${scope.projectId} ${inDocuments(scope)}
      AND lexemes @@ question
    ORDER BY score DESC, id LIMIT ${limit}`.execute(db);
  return rows;
}

/** `IS TRUE` keeps the documents a set that is read once and hashed; as a join it would cost the index its order. */
export function inDocuments({ tenantId, projectId, documents }: Scope): RawBuilder<unknown> {
  if (!documents) return sql``;
  return sql`AND (document_id IN (
    SELECT d.id FROM documents d WHERE d.tenant_id = ${tenantId} AND d.project_id = ${projectId} AND ${documents}
  )) IS TRUE`;
}
