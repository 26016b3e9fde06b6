import { countOnes } from '../../platform/embedding/bits.ts';

/**
 * The signs of vectors, in memory: 1 bit a component and 16 bytes an id. The nearest by Hamming distance are found by
 * comparing with all of them, in about 1 ms for 20,000 × 512.
 */
export class SignTable {
  #size = 0;
  #width = 0; // 32-bit words a row
  #words = new Uint32Array(0);
  #ids = new Uint8Array(0);

  get size(): number {
    return this.#size;
  }

  /** Adds rows. All have as many signs as the first that was ever added; others cannot be compared and are left out. */
  add(rows: readonly { chunkId: string; signs: string }[]): void {
    this.#width ||= Math.ceil((rows[0]?.signs.length ?? 0) / 32);
    this.#reserve(this.#size + rows.length);
    for (const { chunkId, signs } of rows) {
      if (Math.ceil(signs.length / 32) !== this.#width) continue;
      this.#words.set(packSigns(signs), this.#size * this.#width);
      this.#ids.set(Buffer.from(chunkId.replaceAll('-', ''), 'hex'), this.#size * ID_BYTES);
      this.#size += 1;
    }
  }

  /** The ids of the `limit` rows whose signs differ in the fewest places from these, in no order. */
  nearest(signs: string, limit: number): string[] {
    const distances = this.#distances(packSigns(signs));
    const within = radius(distances, limit);
    const found: number[] = [];
    const edge: number[] = [];
    distances.forEach((distance, row) => {
      if (distance < within) found.push(row);
      else if (distance === within && edge.length < limit) edge.push(row);
    });
    return [...found, ...edge].slice(0, limit).map((row) => this.#id(row));
  }

  #distances(question: Uint32Array): Uint16Array {
    const width = question.length === this.#width ? this.#width : 0;
    const distances = new Uint16Array(width === 0 ? 0 : this.#size);
    const words = this.#words;
    for (let row = 0, at = 0; row < distances.length; row++) {
      let sum = 0;
      for (let i = 0; i < width; i++, at++) sum += countOnes((words[at] ?? 0) ^ (question[i] ?? 0));
      distances[row] = sum;
    }
    return distances;
  }

  #id(row: number): string {
    const hex = Buffer.from(this.#ids.buffer, row * ID_BYTES, ID_BYTES).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Room for `rows`, doubling, so that adding many times stays linear. */
  #reserve(rows: number): void {
    if (rows * ID_BYTES <= this.#ids.length) return;
    const capacity = Math.max(rows, (this.#ids.length / ID_BYTES) * 2);
    const [words, ids] = [this.#words, this.#ids];
    this.#words = new Uint32Array(capacity * this.#width);
    this.#words.set(words);
    this.#ids = new Uint8Array(capacity * ID_BYTES);
    this.#ids.set(ids);
  }
}

const ID_BYTES = 16;

/** `'1011…'` as 32-bit words. */
function packSigns(signs: string): Uint32Array {
  const words = new Uint32Array(Math.ceil(signs.length / 32));
  for (let i = 0; i < signs.length; i++) {
    if (signs.charCodeAt(i) === 0x31) words[i >> 5] = (words[i >> 5] ?? 0) | (1 << (i & 31));
  }
  return words;
}

/** The distance that the `limit`-th nearest has: how many rows are at each distance is counted, nothing is sorted. */
function radius(distances: Uint16Array, limit: number): number {
  const counts: number[] = [];
  for (const distance of distances) counts[distance] = (counts[distance] ?? 0) + 1;
  let seen = 0;
  for (let distance = 0; distance < counts.length; distance++) {
    seen += counts[distance] ?? 0;
    if (seen >= limit) return distance;
  }
  return counts.length;
}
