import { fromBoth, rowLoop } from './row-loop.ts';

/** 16-bit numbers that a row of so many takes: whole blocks of 128 bits, the rest zeros. */
export const strideOf = (width: number): number => 8 * Math.ceil(width / 8);

const LOAD = [0xfd, 0x00, 4];
/** Products of 16 bits, added in pairs to four of 32. */
const DOT = [0xfd, 0xba, 0x01];
const ADD = [0xfd, 0xae, 0x01];
const lane = (sum: number, place: number) => [0x20, sum, 0xfd, 0x1b, place];

const run = rowLoop({
  type: 0x7b,
  zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)],
  compare: (offset) => [...fromBoth(LOAD, offset), ...DOT],
  add: ADD,
  total: (sum) => [...lane(sum, 0), ...[1, 2, 3].flatMap((place) => [...lane(sum, place), 0x6a])],
  store: [0x36, 2, 0],
  resultBytes: 4,
});

/**
 * The dot products of a question with some of the rows, given by their places: of 16-bit numbers, in 32 bits, which the caller sees
 * to that they do not overflow. Rows are as long as the question, a multiple of 8 and at most 32,768. 400 rows of 512 take
 * 0.06 ms, in JavaScript 0.5.
 */
export function dotProducts(question: Int16Array, rows: Int16Array, places: readonly number[]): Int32Array {
  const width = question.length;
  const products = new Int32Array(places.length);
  run(
    question,
    places.length,
    ({ buffer, at }, from, length) => {
      const to = new Int16Array(buffer, at, length * width);
      for (let i = 0; i < length; i++) {
        const start = (places[from + i] as number) * width;
        to.set(rows.subarray(start, start + width), i * width);
      }
    },
    ({ buffer, at }, from, length) => products.set(new Int32Array(buffer, at, length), from),
  );
  return products;
}
