import { hammingDistances, wordsOf } from './hamming.ts';

/** A passage's place in a table, and how near it is: its cosine to the question, in −1…1. */
export interface NearRow {
  row: number;
  cosine: number;
}

/**
 * Unit vectors in memory, by the id of what they stand for: 2 bytes and 1 bit a component. As whole numbers of 16 bits
 * their cosines differ from the floats' by less than 0.0001. The nearest are found by the signs of all and the
 * cosines of the best of these; 100,000 × 512 take about 2 ms.
 */
export class VectorTable {
  readonly #rows = new Map<string, number>();
  readonly #ids: string[] = [];
  #width = 0;
  #signs = new Int32Array(0);
  #values = new Int16Array(0);

  get size(): number {
    return this.#ids.length;
  }

  /** Bytes taken, about. */
  get bytes(): number {
    return this.#values.byteLength + this.#signs.byteLength + this.#ids.length * ID_BYTES;
  }

  id(row: number): string {
    return this.#ids[row] ?? '';
  }

  /** The vector of an id, to about four digits; undefined where there is none. */
  get(id: string): Float32Array | undefined {
    const row = this.#rows.get(id);
    if (row === undefined) return undefined;
    return Float32Array.from(this.#valuesOf(row), (value) => value / SCALE);
  }

  /** Sets the vector of an id. One of another width than the first ever set cannot be compared and is left out. */
  set(id: string, vector: Float32Array): void {
    this.#width ||= vector.length;
    if (vector.length !== this.#width) return;
    const row = this.#rows.get(id) ?? this.#append(id);
    this.#valuesOf(row).set(quantised(vector));
    this.#signs.set(signsOf(vector), row * wordsOf(this.#width));
  }

  /** Takes an id out; the last row moves to its place. */
  delete(id: string): void {
    const row = this.#rows.get(id);
    const last = this.#ids.pop();
    if (row === undefined || last === undefined) {
      if (last !== undefined) this.#ids.push(last);
      return;
    }
    this.#rows.delete(id);
    if (last === id) return;
    this.#ids[row] = last;
    this.#rows.set(last, row);
    const from = this.#ids.length;
    this.#valuesOf(row).set(this.#valuesOf(from));
    const words = wordsOf(this.#width);
    this.#signs.copyWithin(row * words, from * words, (from + 1) * words);
  }

  /** The nearest by cosine among the `candidates` whose signs differ from the question's in the fewest places, best first. */
  nearest(question: Float32Array, candidates: number): NearRow[] {
    if (question.length !== this.#width) return [];
    const rows = lowest(hammingDistances(signsOf(question), this.#signs, this.size), this.#width, candidates);
    const cosine = this.cosineTo(question);
    return rows.map((row) => ({ row, cosine: cosine(row) })).sort((a, b) => b.cosine - a.cosine);
  }

  /**
   * Gives the cosines of rows to a question. In whole numbers, which takes half the time; they cannot overflow, since the squares of a
   * unit vector's components add up to 32,767² at most, and so do the products of two.
   */
  cosineTo(question: Float32Array): (row: number) => number {
    const asked = quantised(question);
    const values = this.#values;
    return (row) => {
      let sum = 0;
      for (let i = 0, at = row * asked.length; i < asked.length; i++, at++) {
        sum = (sum + Math.imul(asked[i] as number, values[at] as number)) | 0;
      }
      return sum / (SCALE * SCALE);
    };
  }

  #valuesOf(row: number): Int16Array {
    return this.#values.subarray(row * this.#width, (row + 1) * this.#width);
  }

  /** A row for a new id. Room doubles, so that adding many times stays linear. */
  #append(id: string): number {
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    if (row * this.#width === this.#values.length) {
      const capacity = Math.max(64, row * 2);
      const [values, signs] = [this.#values, this.#signs];
      this.#values = new Int16Array(capacity * this.#width);
      this.#values.set(values);
      this.#signs = new Int32Array(capacity * wordsOf(this.#width));
      this.#signs.set(signs);
    }
    return row;
  }
}

const SCALE = 32_767;
/** A string of 36 characters, its place in an array and in a map. */
const ID_BYTES = 110;

function quantised(vector: Float32Array): Int16Array {
  const values = new Int16Array(vector.length);
  for (let i = 0; i < vector.length; i++) values[i] = Math.round((vector[i] as number) * SCALE);
  return values;
}

/** A bit for each component above 0, as pgvector's `binary_quantize` has it. */
function signsOf(vector: Float32Array): Int32Array {
  const words = new Int32Array(wordsOf(vector.length));
  for (let i = 0; i < vector.length; i++) {
    if ((vector[i] as number) > 0) words[i >> 5] = (words[i >> 5] as number) | (1 << (i & 31));
  }
  return words;
}

/** The places of the `limit` lowest distances, in no order: how many have each distance is counted, nothing is sorted. */
function lowest(distances: Uint16Array, width: number, limit: number): number[] {
  const within = radius(distances, width, limit);
  const found: number[] = [];
  const edge: number[] = [];
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row] as number;
    if (distance < within) found.push(row);
    else if (distance === within && edge.length < limit) edge.push(row);
  }
  return [...found, ...edge].slice(0, limit);
}

function radius(distances: Uint16Array, width: number, limit: number): number {
  const counts = new Uint32Array(width + 1);
  for (let row = 0; row < distances.length; row++) (counts[distances[row] as number] as number) += 1;
  let seen = 0;
  for (let distance = 0; distance < counts.length; distance++) {
    seen += counts[distance] as number;
    if (seen >= limit) return distance;
  }
  return counts.length;
}
