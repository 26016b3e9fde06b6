/**
 * Of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). Turns are short, so that
 * repeating a word and length say less than in documents; measured on LoCoMo (docs/measurements.md).
 */
const K1 = 0.9;
const B = 0.4;

/** A posting is a row and a count of 6 bits in one number, which keeps lists half as long. */
const BITS = 6;
const HIGHEST = 2 ** BITS - 1;

/** Which rows hold a word, and how often. Rows are numbered from 0 and never change. */
export class Postings {
  readonly #lists = new Map<string, number[]>();
  readonly #lengths: number[] = [];
  #length = 0;

  /** Adds the next row. */
  add(words: readonly string[]): void {
    const row = this.#lengths.length;
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      const posting = (row << BITS) | Math.min(count, HIGHEST);
      const list = this.#lists.get(word);
      if (list) list.push(posting);
      else this.#lists.set(word, [posting]);
    }
    this.#lengths.push(words.length);
    this.#length += words.length;
  }

  /** BM25 of the first `rows` for the words of a question, each of which counts once; 0 for a row with none of them. */
  scores(words: readonly string[], rows: number): Float32Array {
    const scores = new Float32Array(rows);
    const mean = this.#length / rows || 1;
    for (const word of new Set(words)) {
      const list = this.#lists.get(word) ?? [];
      const rarity = Math.log(1 + (rows - list.length + 0.5) / (list.length + 0.5));
      for (const posting of list) {
        const row = posting >>> BITS;
        const count = posting & HIGHEST;
        const norm = K1 * (1 - B + (B * (this.#lengths[row] ?? 0)) / mean);
        scores[row] = (scores[row] ?? 0) + (rarity * count * (K1 + 1)) / (count + norm);
      }
    }
    return scores;
  }
}
