import { floorOf, fuse } from '../../apps/server/src/features/retrieval/fusion.ts';
import {
  detectLexicalEngine,
  type SearchInput,
  search,
  VectorCache,
} from '../../apps/server/src/features/retrieval/index.ts';
import { lexicalRanks } from '../../apps/server/src/features/retrieval/store.ts';
import { openDatabase } from '../../apps/server/src/platform/db/index.ts';
import { migrate } from '../../apps/server/src/platform/db/migrate.ts';
import type { Encoder } from '../../apps/server/src/platform/embedding/encoder.ts';
import { meanVector, unitVector } from '../../apps/server/src/platform/embedding/vector.ts';
import type { Data } from './data.ts';
import { type Engine, TOP } from './engine.ts';
import { nearest } from './exact.ts';
import type { Library } from './ours-data.ts';

const DEPTH = 100;
const FEEDBACK = 3;

/** The search that the routes call, in this process over the embedded database, with vectors of the questions made before. */
export async function openOurs(library: Library, data: Data, version: string): Promise<Engine> {
  const { tenantId, projectId } = library;
  const { db, close } = await openDatabase({ dataDir: library.dataDir });
  await migrate(db); // a library that was made with an earlier version
  const rows = await db.selectFrom('chunks').select(['id', 'ordinal']).where('tenant_id', '=', tenantId).execute();
  const places = new Map(rows.map(({ id, ordinal }) => [id, ordinal]));
  const placeOf = ({ chunkId }: { chunkId: string }) => places.get(chunkId) ?? -1;
  const lexical = await detectLexicalEngine(db);
  let asked: Float32Array = new Float32Array();
  const encoder: Encoder = {
    id: 'use-lite-512',
    dimensions: 512,
    fusionWeight: 0.3,
    encodeQuery: async () => asked,
    encodePassages: async () => [],
    close: async () => {},
  };
  const deps = { db, encoder, lexical, vectors: new VectorCache(db) };
  async function ask(place: number, mode: SearchInput['mode']): Promise<number[]> {
    asked = data.questionVectors[place] ?? asked;
    const query = data.questions[place] ?? '';
    const { hits } = await search(deps, tenantId, { projectId, query, topK: TOP, mode, filters: [] });
    return hits.map(placeOf);
  }
  return {
    name: `Ragkeep ${version}`,
    hybrid: (place) => ask(place, 'hybrid'),
    semantic: (place) => ask(place, 'semantic'),
    /** The same fusion, over the exact cosines of all vectors. */
    async exactHybrid(place) {
      const scope = { tenantId, projectId, documents: undefined };
      const words = await lexicalRanks(db, lexical, scope, data.questions[place] ?? '', DEPTH);
      const question = data.questionVectors[place] ?? asked;
      const feedback = words.slice(0, FEEDBACK).map((rank) => data.vectors[placeOf(rank)] ?? asked);
      const moved = feedback.length > 0 ? meanVector([question, meanVector(feedback)]) : unitVector(question);
      const meanings = nearest(data.vectors, moved, DEPTH);
      const fused = fuse(
        {
          ranked: words.map(({ chunkId, score }) => ({ chunkId: String(placeOf({ chunkId })), score })),
          floor: floorOf(words, DEPTH, 0),
        },
        {
          ranked: meanings.map(({ place: at, cosine }) => ({ chunkId: String(at), score: cosine })),
          floor: meanings.at(-1)?.cosine ?? 0,
        },
        encoder.fusionWeight,
      );
      return fused.slice(0, TOP).map(({ chunkId }) => Number(chunkId));
    },
    close,
  };
}
