/** How far down a ranking is looked at. */
const DEPTH = 10;

/**
 * How good a ranking of documents is, by the usual measures of information retrieval.
 *
 * - recall@k: share of the expected documents among the first k.
 * - MRR@10: 1 / rank of the first expected one, 0 beyond 10 (Voorhees 1999, “The TREC-8 question answering track report”).
 * - nDCG@10: Σ 1 / log2(rank + 1) over expected ones, divided by what the best ranking has (Järvelin and Kekäläinen 2002,
 *   “Cumulated gain-based evaluation of IR techniques”), with gains of 0 and 1.
 *
 * @param ranked ids of documents, best first, each once
 * @param expected for each expected document the ids that are it: none if it is not there, several where its name is theirs
 */
export function rankingMarks(ranked: readonly string[], expected: readonly ReadonlySet<string>[]) {
  const places = expected.map((ids) => ranked.findIndex((id) => ids.has(id)));
  const found = places.filter((place) => place >= 0);
  const recall = (k: number) => found.filter((place) => place < k).length / expected.length;
  const first = Math.min(...found, DEPTH);
  const ideal = Array.from({ length: Math.min(expected.length, DEPTH) }, (_, place) => place);
  // One document may be what two names mean; its place counts once.
  const gained = [...new Set(found)].filter((place) => place < DEPTH);
  return {
    recall_at_1: recall(1),
    recall_at_5: recall(5),
    recall_at_10: recall(DEPTH),
    mrr_at_10: first < DEPTH ? 1 / (first + 1) : 0,
    ndcg_at_10: discounted(gained) / discounted(ideal),
  };
}

const discounted = (places: readonly number[]) => places.reduce((sum, place) => sum + 1 / Math.log2(place + 2), 0);
