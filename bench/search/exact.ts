/** The `limit` unit vectors nearest to another by their cosine, best first, by comparing all. */
export function nearest(
  vectors: readonly Float32Array[],
  question: Float32Array,
  limit: number,
): { place: number; cosine: number }[] {
  return vectors
    .map((vector, place) => ({ place, cosine: inner(vector, question) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, limit);
}

function inner(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The share of `truth` that was found. */
export const recall = (found: readonly number[], truth: readonly number[]): number =>
  truth.filter((place) => found.includes(place)).length / Math.max(1, truth.length);
