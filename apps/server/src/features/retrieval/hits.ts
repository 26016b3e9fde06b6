import type { ResultOf, routes } from '@ragkeep/contract';
import type { Db } from '../../platform/db/index.ts';
import type { Ranked } from './fusion.ts';
import { findChunks } from './passages.ts';
import type { SemanticRank, VectorSpace } from './vector-store.ts';

/** A passage found. `score` orders the hits: BM25, cosine, or the fusion of both in 0…1, by mode. */
export interface Hit {
  chunkId: string;
  documentId: string;
  text: string;
  heading: string;
  score: number;
  /** BM25 and the cosine to the question; null where the passage is not among that side's best. */
  scores: { lexical: number | null; semantic: number | null };
  document: ResultOf<typeof routes.search>['results'][number]['document'];
  page: number | null;
  start: number;
  end: number;
}

export interface Ranks {
  /** Those wanted, best first. */
  best: readonly Ranked[];
  lexical: readonly Ranked[];
  semantic: readonly SemanticRank[];
}

/**
 * Reads the best. Those deleted since they were ranked are left out.
 *
 * @param space whose version is wanted; undefined comes back where nothing was found
 */
export async function toHits(
  db: Db,
  tenantId: string,
  { best, lexical, semantic }: Ranks,
  space?: VectorSpace,
): Promise<{ hits: Hit[]; version: number | undefined }> {
  const ids = best.map((rank) => rank.chunkId);
  const chunks = await findChunks(db, tenantId, ids, space);
  const found = new Map(chunks.map((chunk) => [chunk.chunkId, chunk]));
  const words = new Map(lexical.map((rank) => [rank.chunkId, rank.score]));
  const meanings = new Map(semantic.map((rank) => [rank.chunkId, rank.similarity]));
  const hits = best.flatMap(({ chunkId, score }) => {
    const chunk = found.get(chunkId);
    if (!chunk) return [];
    const { documentId, text, heading, page, start, end, externalId, title, url, metadata } = chunk;
    const scores = { lexical: words.get(chunkId) ?? null, semantic: meanings.get(chunkId) ?? null };
    const document = { id: documentId, external_id: externalId, title, url, metadata };
    return [{ chunkId, documentId, text, heading, score, scores, document, page, start, end }];
  });
  return { hits, version: chunks[0]?.version ?? undefined };
}
