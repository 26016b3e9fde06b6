import { dotProducts, strideOf } from './wasm/dot.ts';
import { hammingDistances, wordsOf } from './wasm/hamming.ts';

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
    const vector = new Float32Array(this.#valuesOf(row));
    for (let i = 0; i < vector.length; i++) (vector[i] as number) /= SCALE;
    return vector;
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
    return descending(this.#products(question, rows)).map(({ place, product }) => ({
      row: rows[place] as number,
      cosine: product / SQUARE,
    }));
  }

  /** The cosines of rows to a question. */
  cosines(question: Float32Array, rows: readonly number[]): Float64Array {
    const cosines = new Float64Array(this.#products(question, rows));
    for (let i = 0; i < cosines.length; i++) (cosines[i] as number) /= SQUARE;
    return cosines;
  }

  /**
   * The cosines as whole numbers. They cannot overflow, since the squares of a unit vector's components add up to 32,767² at most,
   * and so do the products of two.
   */
  #products(question: Float32Array, rows: readonly number[]): Int32Array {
    const asked = new Int16Array(strideOf(question.length));
    asked.set(quantised(question));
    return dotProducts(asked, this.#values, rows);
  }

  #valuesOf(row: number): Int16Array {
    const start = row * strideOf(this.#width);
    return this.#values.subarray(start, start + this.#width);
  }

  /** A row for a new id. Room doubles, so that adding many times stays linear. */
  #append(id: string): number {
    const row = this.#ids.push(id) - 1;
    this.#rows.set(id, row);
    const stride = strideOf(this.#width);
    if (row * stride === this.#values.length) {
      const capacity = Math.max(64, row * 2);
      const [values, signs] = [this.#values, this.#signs];
      this.#values = new Int16Array(capacity * stride);
      this.#values.set(values);
      this.#signs = new Int32Array(capacity * wordsOf(this.#width));
      this.#signs.set(signs);
    }
    return row;
  }
}

const SCALE = 32_767;
const SQUARE = SCALE * SCALE;
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

/** At most so many are put in an order: a product and a place make one exact number together. */
const PLACES = 2 ** 20;

/** The products with their places, the highest first. Sorted as one array of numbers, which takes a fifth of the time that objects do. */
function descending(products: Int32Array): { place: number; product: number }[] {
  const keys = new Float64Array(products.length);
  for (let i = 0; i < keys.length; i++) keys[i] = i - (products[i] as number) * PLACES;
  keys.sort();
  return Array.from(keys, (key) => {
    const product = -Math.floor(key / PLACES);
    return { place: key + product * PLACES, product };
  });
}

/** The places of the `limit` lowest distances, in no order: how many have each distance is counted, nothing is sorted. */
function lowest(distances: Uint16Array, width: number, limit: number): number[] {
  const within = radius(distances, width, limit);
  const found: number[] = [];
  const edge: number[] = [];
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row] as number;
    if (distance > within) continue;
    if (distance < within) found.push(row);
    else edge.push(row);
  }
  return found.concat(edge.slice(0, limit - found.length));
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
