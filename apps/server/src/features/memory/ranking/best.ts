/**
 * The places of the `limit` highest scores above `floor`, highest first; of equal ones the earlier place first. A heap whose
 * root is the lowest of those taken, so that n scores cost little more than n comparisons.
 */
export function best(scores: Float32Array, limit: number, floor = Number.NEGATIVE_INFINITY): number[] {
  const heap: number[] = [];
  const isLower = (a: number, b: number) => {
    const [left = 0, right = 0] = [scores[a], scores[b]];
    return left < right || (left === right && a > b);
  };
  const sink = (start: number) => {
    let at = start;
    for (;;) {
      let lowest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isLower(heap[child] ?? 0, heap[lowest] ?? 0)) lowest = child;
      }
      if (lowest === at) return;
      [heap[at], heap[lowest]] = [heap[lowest] ?? 0, heap[at] ?? 0];
      at = lowest;
    }
  };
  let bar = floor;
  for (let place = 0; place < scores.length; place++) {
    if (!((scores[place] ?? 0) > bar)) continue;
    if (heap.length < limit) {
      heap.push(place);
      if (heap.length < limit) continue;
      for (let at = heap.length >> 1; at >= 0; at--) sink(at);
    } else {
      heap[0] = place;
      sink(0);
    }
    bar = scores[heap[0] ?? 0] ?? floor;
  }
  return heap.sort((a, b) => (isLower(a, b) ? 1 : -1));
}
