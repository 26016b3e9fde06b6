import { countOnes } from '../../../platform/embedding/bits.ts';
import { best } from './best.ts';

/** Components in −127…127 are as good as floats: the cosine changes by less than 0.005, at a quarter of the size. */
export function quantised(vector: Float32Array): Int8Array {
  let highest = 0;
  for (const value of vector) highest = Math.max(highest, Math.abs(value));
  return Int8Array.from(vector, (value) => Math.round((value * 127) / (highest || 1)));
}

/** Up to so many rows are compared exactly, in some 2 ms; of more only those whose signs are nearest. */
const EXACT = 1_500;
/** Compared exactly of many rows. */
const NEAREST = 400;
/** Rows whose mean stands for that of all. */
const SAMPLE = 200;

/** Vectors of one encoder in memory, by row: 1 byte and 1 bit a component. */
export class Vectors {
  #width = 0;
  #values = new Int8Array(0);
  #signs = new Int32Array(0);
  /** Lengths; 0 where a row has no vector. */
  #norms = new Float32Array(0);

  /** Sets a row's vector. One of another width than the first that was ever set cannot be compared and is left out. */
  set(row: number, vector: Int8Array): void {
    this.#width ||= vector.length;
    if (vector.length !== this.#width) return;
    this.#reserve(row + 1);
    this.#norms[row] = lengthOf(vector);
    this.#values.set(vector, row * this.#width);
    this.#signs.set(signsOf(vector), row * signWords(this.#width));
  }

  /**
   * How near each row is to a question: its cosine less that of an ordinary row, as a share of what the nearest row has, so
   * that encoders whose cosines spread differently weigh the same. 0 for rows without a vector and those not compared.
   *
   * @param extra rows to compare in any case
   */
  nearness(
    question: Float32Array,
    rows: number,
    isVisible: (row: number) => boolean,
    extra: readonly number[],
  ): Float32Array {
    const scores = new Float32Array(rows);
    const asked = quantised(question);
    const length = lengthOf(asked);
    const size = Math.min(rows, this.#norms.length);
    if (asked.length !== this.#width || size === 0) return scores;
    const compared =
      size <= EXACT ? sampleOf(size, size) : new Set([...this.#nearest(asked, size, isVisible), ...extra]);
    let nearest = 0;
    for (const row of compared) {
      if (row >= size || this.#norms[row] === 0 || !isVisible(row)) continue;
      scores[row] = this.#cosine(asked, length, row);
      nearest = Math.max(nearest, scores[row] ?? 0);
    }
    const ordinary = this.#mean(asked, length, size);
    const width = nearest - ordinary;
    for (const row of compared) {
      if (row < size && scores[row] !== 0) scores[row] = width > 0 ? ((scores[row] ?? 0) - ordinary) / width : 0;
    }
    return scores;
  }

  #cosine(asked: Int8Array, length: number, row: number): number {
    return dot(asked, this.#values, row * this.#width) / (length * (this.#norms[row] ?? 1) || 1);
  }

  #mean(asked: Int8Array, length: number, size: number): number {
    let sum = 0;
    let count = 0;
    for (const row of sampleOf(size, SAMPLE)) {
      if (this.#norms[row] === 0) continue;
      sum += this.#cosine(asked, length, row);
      count += 1;
    }
    return sum / (count || 1);
  }

  /** The visible rows whose signs differ from the question's in the fewest places. */
  #nearest(asked: Int8Array, size: number, isVisible: (row: number) => boolean): number[] {
    const question = signsOf(asked);
    const words = question.length;
    const signs = this.#signs;
    const scores = new Float32Array(size);
    for (let row = 0, at = 0; row < size; row++) {
      let differing = 0;
      for (let i = 0; i < words; i++, at++) differing += countOnes((signs[at] as number) ^ (question[i] as number));
      scores[row] = -differing;
    }
    return best(scores, NEAREST, Number.NEGATIVE_INFINITY, (row) => this.#norms[row] !== 0 && isVisible(row));
  }

  /** Room for `rows`, doubling, so that adding many times stays linear. */
  #reserve(rows: number): void {
    if (rows <= this.#norms.length) return;
    const capacity = Math.max(rows, this.#norms.length * 2, 64);
    const [values, signs, norms] = [this.#values, this.#signs, this.#norms];
    this.#values = new Int8Array(capacity * this.#width);
    this.#values.set(values);
    this.#signs = new Int32Array(capacity * signWords(this.#width));
    this.#signs.set(signs);
    this.#norms = new Float32Array(capacity);
    this.#norms.set(norms);
  }
}

/** In whole numbers of 32 bits, which halves the time; up to 130,000 components they cannot overflow. */
function dot(a: Int8Array, values: Int8Array, from: number): number {
  let sum = 0;
  for (let i = 0, at = from; i < a.length; i++, at++) {
    sum = (sum + Math.imul(a[i] as number, values[at] as number)) | 0;
  }
  return sum;
}

function lengthOf(vector: Int8Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

/** At most `count` of the rows, evenly spread. */
function sampleOf(rows: number, count: number): number[] {
  const step = Math.max(1, rows / count);
  return Array.from({ length: Math.min(rows, count) }, (_, place) => Math.floor(place * step));
}

const signWords = (width: number) => Math.ceil(width / 32);

function signsOf(vector: Int8Array): Int32Array {
  const words = new Int32Array(signWords(vector.length));
  for (let i = 0; i < vector.length; i++) {
    if ((vector[i] ?? 0) > 0) words[i >> 5] = (words[i >> 5] ?? 0) | (1 << (i & 31));
  }
  return words;
}
