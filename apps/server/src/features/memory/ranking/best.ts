/**
 * The places of the `limit` highest scores above `floor` that `isTaken` lets in, highest first; of equal ones the earlier place
 * first. A heap whose root is the lowest of those taken, so that n scores cost little more than n comparisons.
 */
export function best(
  scores: Float32Array,
  limit: number,
  floor = Number.NEGATIVE_INFINITY,
  isTaken: (place: number) => boolean = () => true,
): number[] {
  const heap: number[] = [];
  const isLower = (a: number, b: number) => {
    const difference = (scores[a] as number) - (scores[b] as number);
    return difference < 0 || (difference === 0 && a > b);
  };
  const sink = (start: number) => {
    for (let at = start; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let lowest = at;
      if (left < heap.length && isLower(heap[left] as number, heap[lowest] as number)) lowest = left;
      if (right < heap.length && isLower(heap[right] as number, heap[lowest] as number)) lowest = right;
      if (lowest === at) return;
      [heap[at], heap[lowest]] = [heap[lowest] as number, heap[at] as number];
      at = lowest;
    }
  };
  let bar = floor;
  for (let place = 0; place < scores.length; place++) {
    // Asked last: most places are not high enough.
    if (!((scores[place] as number) > bar) || !isTaken(place)) continue;
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
