import type { Clock } from '../src/platform/clock.ts';

export interface TestClock extends Clock {
  advance(seconds: number): void;
  /**
   * Tells the time, in Unix milliseconds, now and whenever it changes: to clocks of other processes.
   *
   * @returns what ends that
   */
  follow(listener: (now: number) => void): () => void;
}

/** A clock that stands still until it is told otherwise. */
export function testClock(start = '2026-01-01T00:00:00Z'): TestClock {
  let now = new Date(start).getTime();
  const followers = new Set<(now: number) => void>();
  return {
    now: () => new Date(now),
    advance(seconds) {
      now += seconds * 1000;
      for (const tell of followers) tell(now);
    },
    follow(listener) {
      followers.add(listener);
      listener(now);
      return () => void followers.delete(listener);
    },
  };
}

export const isTestClock = (clock: Clock): clock is TestClock => 'follow' in clock;
