import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { type Limiter, useOf } from './limiter.ts';

/** About 35 MB with buckets of 60 characters. */
const MAX_BUCKETS = 100_000;

/**
 * For a process that has the deployment to itself. Bounded: beyond 100,000 buckets the one not used for longest is forgotten,
 * so whoever wants a window back must fill that many others first. Our own and not `RateLimiterMemory` of
 * rate-limiter-flexible, since that one reads the system's clock, keeps a timer for each bucket and grows without bound.
 */
export function createMemoryLimiter(clock: Clock, maxBuckets = MAX_BUCKETS): Limiter {
  const windows = new LRUCache<string, { used: number; endsAt: number }>({ max: maxBuckets });
  const current = (bucket: string, now: number) => {
    const window = windows.get(bucket);
    return window && window.endsAt > now ? window : undefined;
  };

  return {
    async consume(bucket, limit) {
      const now = clock.now().getTime();
      const window = current(bucket, now) ?? { used: 0, endsAt: now + limit.windowSeconds * 1000 };
      const allowed = window.used < limit.points;
      if (allowed) window.used += 1;
      windows.set(bucket, window);
      return useOf(allowed, window.used, window.endsAt, now, limit);
    },
    async refund(bucket) {
      const window = current(bucket, clock.now().getTime());
      if (window) window.used = Math.max(0, window.used - 1);
    },
    async expire() {
      const now = clock.now().getTime();
      for (const [bucket, window] of windows.entries()) {
        if (window.endsAt <= now) windows.delete(bucket);
      }
    },
  };
}
