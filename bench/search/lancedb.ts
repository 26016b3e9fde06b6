import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, Index, rerankers } from '@lancedb/lancedb';
import { named } from '../lib/versions.ts';
import type { Data } from './data.ts';
import { type Engine, TOP } from './engine.ts';

/**
 * LanceDB embedded: full-text index with its defaults (English stems, no stop words), IVF_FLAT by cosine with as many partitions as the
 * root of the rows, of which a search reads 20 (its default), reciprocal-rank fusion. By default it makes a partition of each 4,096
 * rows, so that a search would compare all.
 */
export async function openLanceDb(
  cache: string,
  { passages, vectors, questions, questionVectors }: Data,
): Promise<Engine> {
  const folder = join(cache, `lancedb-${passages.length}`);
  if (!existsSync(folder)) {
    await rm(`${folder}.part`, { recursive: true, force: true });
    await fill(`${folder}.part`, passages, vectors);
    await rename(`${folder}.part`, folder);
  }
  const connection = await connect(folder);
  const table = await connection.openTable('passages');
  const reranker = await rerankers.RRFReranker.create();
  const byMeaning = (place: number) =>
    table
      .query()
      .nearestTo([...(questionVectors[place] ?? [])])
      .distanceType('cosine')
      .select(['id', 'text'])
      .limit(TOP);
  const both = (place: number) =>
    byMeaning(place)
      .fullTextSearch(questions[place] ?? '')
      .rerank(reranker);
  const ids = (rows: { id: unknown }[]) => rows.map(({ id }) => Number(id));
  return {
    name: named('@lancedb/lancedb'),
    hybrid: async (place) => ids(await both(place).toArray()),
    semantic: async (place) => ids(await byMeaning(place).toArray()),
    exactHybrid: async (place) => ids(await both(place).bypassVectorIndex().toArray()),
    async close() {
      table.close();
      connection.close();
    },
  };
}

const BATCH = 10_000;

async function fill(folder: string, passages: string[], vectors: Float32Array[]): Promise<void> {
  const connection = await connect(folder);
  const rows = passages.map((text, id) => ({ id, text, vector: [...(vectors[id] ?? [])] }));
  const table = await connection.createTable('passages', rows.slice(0, BATCH));
  for (let from = BATCH; from < rows.length; from += BATCH) await table.add(rows.slice(from, from + BATCH));
  await table.optimize();
  await table.createIndex('vector', {
    config: Index.ivfFlat({ distanceType: 'cosine', numPartitions: Math.round(Math.sqrt(rows.length)) }),
  });
  await table.createIndex('text', { config: Index.fts() });
  await table.waitForIndex(['vector_idx', 'text_idx'], 600);
  table.close();
  connection.close();
}
