/**
 * Where the lines of an axis stand: at 0 and at multiples of 1, 2 or 5 times a power of ten, at most six, the last one at or above
 * the largest value. Never closer than 1, since what is drawn are counts and milliseconds.
 */
export function ticksFor(largest: number): number[] {
  const rough = Math.max(1, largest / 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const count = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Which of so many labels are written, so that they are at most so many and evenly apart; the last is always among them. */
export function labelled(count: number, most: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return (index) => (count - 1 - index) % every === 0;
}
