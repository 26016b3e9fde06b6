import type { Db } from '../../platform/db/index.ts';
import type { Scope } from './store.ts';
import { rankInDatabase, type SemanticQuestion, type SemanticRank } from './vector-store.ts';
import type { VectorTable } from './vector-table.ts';

/**
 * The passages nearest in meaning, best first, at most `limit`: the `candidates` whose signs differ in the fewest places,
 * ordered by their cosines. In memory where a copy of the whole project's vectors is at hand, which may still hold what was
 * deleted; else by the database.
 */
export async function semanticRanks(
  deps: { db: Db; copy: VectorTable | undefined },
  scope: Scope,
  question: SemanticQuestion,
  { candidates, limit }: { candidates: number; limit: number },
): Promise<SemanticRank[]> {
  const { db, copy } = deps;
  if (!copy) return (await rankInDatabase(db, scope, question, candidates)).slice(0, limit);
  const moved = move(question, copy);
  const nearest = copy.nearest(moved, candidates).slice(0, limit);
  const similarities = copy.cosines(
    question.vector,
    nearest.map(({ row }) => row),
  );
  return nearest.map(({ row, cosine }, i) => ({
    chunkId: copy.id(row),
    score: cosine,
    similarity: similarities[i] as number,
  }));
}

/** The question, halfway to the mean of the feedback; as unit vectors. */
function move({ vector, feedback }: SemanticQuestion, copy: VectorTable): Float32Array {
  const right = feedback.map((id) => copy.get(id)).filter((found) => found !== undefined);
  return unit(sum([vector, unit(sum(right, vector.length))], vector.length));
}

function sum(vectors: readonly Float32Array[], width: number): Float32Array {
  const total = new Float32Array(width);
  for (const vector of vectors) {
    for (let i = 0; i < width; i++) (total[i] as number) += vector[i] ?? 0;
  }
  return total;
}

/** Scaled to length 1. Zeros stay: no feedback, or vectors that cancel each other out. */
function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < vector.length; i++) (vector[i] as number) /= length;
  return vector;
}
