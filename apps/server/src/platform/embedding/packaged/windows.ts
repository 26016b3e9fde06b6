/**
 * `tokens` cut into runs of at most `size`, in order, each token in exactly one. The cuts make the runs about even,
 * since a last one of three tokens would be a vector of noise that matches by accident, and are then moved back to
 * the start of a word.
 */
export function splitWindows(tokens: Int32Array, size: number, startsWord: (token: number) => boolean): Int32Array[] {
  const windows: Int32Array[] = [];
  for (let start = 0; start < tokens.length; ) {
    const rest = tokens.length - start;
    const even = start + Math.ceil(rest / Math.ceil(rest / size));
    const end = even === tokens.length ? even : wordStart(tokens, start, even, startsWord);
    windows.push(tokens.subarray(start, end));
    start = end;
  }
  return windows;
}

/** The last place up to `end` where a word starts, or `end` if that is a word of more than half a window. */
function wordStart(tokens: Int32Array, start: number, end: number, startsWord: (token: number) => boolean): number {
  const word = tokens.subarray((start + end) >> 1, end + 1).findLastIndex(startsWord);
  return word < 0 ? end : ((start + end) >> 1) + word;
}
