/**
 * Loops over rows of numbers that lie one behind the other, written for the processor's vector instructions, in WebAssembly: the
 * parts of a search that take time. A row is compared with the question 128 bits at a time; what comes of it is added up in
 * four lanes, and their sum stored.
 *
 * There is one memory for all, to which rows are copied some hundred at a time, since each takes gigabytes of the process'
 * addresses. The question is in its first page, the rows and their results in the others: together they stay in the processor's cache.
 */

/** What of the platform's types this needs; they come with those of browsers only. */
interface Memory {
  readonly buffer: ArrayBuffer;
}
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => Memory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { m: { m: Memory } }) => { exports: Record<string, unknown> };
};

const PAGES = 5;
const PAGE = 65_536;
const memory = new WebAssembly.Memory({ initial: PAGES });

/** Bytes of a row that are compared at once: a row's length is a multiple of it. */
const BLOCK_BYTES = 16;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
/** An instruction on 128 bits, by its number and arguments. */
export const simd = (...op: number[]) => [0xfd, ...op];
const load = simd(0x00, 4, 0);
const lane = (place: number) => simd(0x1b, place);
const [LOOP, END, ADD] = [[0x03, 0x40], 0x0b, 0x6a];
const forward = (local: number, by: number) => [...get(local), 0x41, by, ADD];
const againWhileBelow = (limit: number) => [...get(limit), 0x49, 0x0d, 0];
/** A length as LEB128, here below 2^14. */
const size = (length: number) => (length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);
const section = (id: number, bytes: number[]) => [id, ...size(bytes.length), ...bytes];

// The function's parameters and variables.
const [QUESTION_END, OUT, OUT_END, AT, Q, SUM] = [0, 1, 2, 3, 4, 5];

interface Steps {
  /** From two blocks on the stack, a row's and the question's, to one of whole numbers; then added to the sum. */
  compare: number[];
  add: number[];
  /** From the sum to four lanes of 32 bits. */
  widen: number[];
  /** Stores the number on the stack at the place under it, in so many bytes. */
  store: number[];
  resultBytes: 2 | 4;
}

/**
 * Makes a loop of its steps, in WebAssembly's binary format (webassembly.github.io/spec/core/binary).
 *
 * @returns what runs it: `question` is one row, `copyRows` puts `length` rows from number `from` on into the bytes it is given, and
 * `take` gets the bytes of their results
 */
export function rowLoop({ compare, add, widen, store, resultBytes }: Steps) {
  const body = [
    ...[2, 2, 0x7f, 1, 0x7b], // two variables i32, one v128
    ...[0x41, 0x80, 0x80, 0x04, ...set(AT)], // at = PAGE
    ...LOOP,
    ...[...simd(0x0c), ...new Array<number>(16).fill(0), ...set(SUM)], // sum = 0
    ...[0x41, 0, ...set(Q)], // q = 0
    ...LOOP,
    ...[...get(SUM), ...get(AT), ...load, ...get(Q), ...load, ...compare, ...add, ...set(SUM)],
    ...[
      ...forward(AT, BLOCK_BYTES),
      ...set(AT),
      ...forward(Q, BLOCK_BYTES),
      ...tee(Q),
      ...againWhileBelow(QUESTION_END),
    ],
    END,
    ...[...get(OUT), ...get(SUM), ...widen, ...tee(SUM), ...lane(0)], // the four lanes together
    ...[1, 2, 3].flatMap((place) => [...get(SUM), ...lane(place), ADD]),
    ...store,
    ...[...forward(OUT, resultBytes), ...tee(OUT), ...againWhileBelow(OUT_END)],
    END,
    END,
  ];
  const program = new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0]), // its type
      ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]), // the memory "m" "m"
      ...section(3, [1, 0]),
      ...section(7, [1, 1, 0x6c, 0, 0]), // called "l"
      ...section(10, [1, ...size(body.length), ...body]),
    ]),
  );
  const loop = new WebAssembly.Instance(program, { m: { m: memory } }).exports.l as (
    questionEnd: number,
    out: number,
    outEnd: number,
  ) => void;

  return (
    question: Int32Array | Int16Array,
    count: number,
    copyRows: (to: { buffer: ArrayBuffer; at: number }, from: number, length: number) => void,
    take: (results: { buffer: ArrayBuffer; at: number }, from: number, length: number) => void,
  ): void => {
    const rowBytes = question.byteLength;
    const most = Math.floor(((PAGES - 1) * PAGE) / (rowBytes + resultBytes));
    const out = PAGE + most * rowBytes;
    new Uint8Array(memory.buffer).set(new Uint8Array(question.buffer, question.byteOffset, rowBytes));
    for (let from = 0; from < count; from += most) {
      const length = Math.min(most, count - from);
      copyRows({ buffer: memory.buffer, at: PAGE }, from, length);
      loop(rowBytes, out, out + length * resultBytes);
      take({ buffer: memory.buffer, at: out }, from, length);
    }
  };
}
