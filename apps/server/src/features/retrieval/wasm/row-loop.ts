/**
 * Loops over rows of numbers that lie one behind the other, in WebAssembly, which has instructions of the processor that JavaScript has
 * not: the parts of a search that take time. A row is compared with the question 128 bits at a time; what comes of it is added up, and
 * the sum stored.
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
/** So many blocks are compared before the loop looks whether the row ends, where its length allows: products take a third of the time. */
const UNROLLED = [4, 3, 2, 1];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const [LOOP, END, ADD] = [[0x03, 0x40], 0x0b, 0x6a];
const forward = (local: number, by: number) => [...get(local), 0x41, ...(by < 0x40 ? [by] : [by | 0x80, 0]), ADD];
const againWhileBelow = (limit: number) => [...get(limit), 0x49, 0x0d, 0];
/** A length as LEB128, here below 2^14. */
const size = (length: number) => (length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7]);
const section = (id: number, bytes: number[]) => [id, ...size(bytes.length), ...bytes];

// The function's parameters and variables.
const [QUESTION_END, OUT, OUT_END, AT, Q, SUM] = [0, 1, 2, 3, 4, 5];

/** Both operands, by an instruction that loads from so many bytes behind where the row and the question are. */
export const fromBoth = (load: number[], offset: number): number[] => [
  ...[...get(AT), ...load, offset],
  ...[...get(Q), ...load, offset],
];

/** Its parameters say where the question ends, and where the results begin and end. */
type Loop = (questionEnd: number, out: number, outEnd: number) => void;

/** Instructions of WebAssembly. */
interface Steps {
  /** The type of the sum, and its zero. */
  type: number;
  zero: number[];
  /** Compares the block at this offset of the row with the question's. */
  compare: (offset: number) => number[];
  /** Adds what comes of two blocks. */
  add: number[];
  /** Makes one number of 32 bits of the sum, which is in the variable given. */
  total: (sum: number) => number[];
  /** Stores the number on the stack at the place under it, in so many bytes. */
  store: number[];
  resultBytes: 2 | 4;
}

/** The loop in WebAssembly's binary format (webassembly.github.io/spec/core/binary), for rows of a multiple of so many blocks. */
function assemble({ type, zero, compare, add, total, store, resultBytes }: Steps, blocks: number): Loop {
  const step = blocks * BLOCK_BYTES;
  const offsets = Array.from({ length: blocks }, (_, i) => i * BLOCK_BYTES);
  const body = [
    ...[2, 2, 0x7f, 1, type], // two variables i32, one for the sum
    ...[0x41, 0x80, 0x80, 0x04, ...set(AT)], // at = PAGE
    ...LOOP,
    ...[...zero, ...set(SUM)],
    ...[0x41, 0, ...set(Q)], // q = 0
    ...LOOP,
    ...get(SUM),
    ...offsets.flatMap((offset) => [...compare(offset), ...add]),
    ...[...set(SUM), ...forward(AT, step), ...set(AT)],
    ...[...forward(Q, step), ...tee(Q), ...againWhileBelow(QUESTION_END)],
    END,
    ...[...get(OUT), ...total(SUM), ...store],
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
  return new WebAssembly.Instance(program, { m: { m: memory } }).exports.l as Loop;
}

/**
 * Makes a loop of its steps.
 *
 * @returns what runs it: `question` is one row, `copyRows` puts `length` rows from number `from` on into the bytes it is given, and
 * `take` gets the bytes of their results
 */
export function rowLoop(steps: Steps) {
  const { resultBytes } = steps;
  const loops = UNROLLED.map((blocks) => ({ bytes: blocks * BLOCK_BYTES, loop: assemble(steps, blocks) }));

  return (
    question: Int32Array | Int16Array,
    count: number,
    copyRows: (to: { buffer: ArrayBuffer; at: number }, from: number, length: number) => void,
    take: (results: { buffer: ArrayBuffer; at: number }, from: number, length: number) => void,
  ): void => {
    const rowBytes = question.byteLength;
    const fitting = loops.find(({ bytes }) => rowBytes % bytes === 0);
    if (!fitting) throw new RangeError(`a row of ${rowBytes} bytes is no whole number of blocks`);
    const most = Math.floor(((PAGES - 1) * PAGE) / (rowBytes + resultBytes));
    const out = PAGE + most * rowBytes;
    new Uint8Array(memory.buffer).set(new Uint8Array(question.buffer, question.byteOffset, rowBytes));
    for (let from = 0; from < count; from += most) {
      const length = Math.min(most, count - from);
      copyRows({ buffer: memory.buffer, at: PAGE }, from, length);
      fitting.loop(rowBytes, out, out + length * resultBytes);
      take({ buffer: memory.buffer, at: out }, from, length);
    }
  };
}
