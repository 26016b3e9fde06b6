import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

/** What ranks by words: BM25 (pg_textsearch), or `ts_rank` where that extension is not installed. */
export type LexicalEngine = 'bm25' | 'tsvector';

/** Which of the two the schema was made for. */
export async function detectLexicalEngine(db: Db): Promise<LexicalEngine> {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('chunks_bm25') IS NOT NULL AS found`.execute(db);
  return rows[0]?.found ? 'bm25' : 'tsvector';
}
