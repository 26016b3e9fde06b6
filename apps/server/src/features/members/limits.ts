import { ApiError } from '../../platform/errors.ts';
import type { Limit, Limiter } from '../../platform/limiter/index.ts';

/** Counts a use. Throws `rate_limited` when there were too many. */
export async function countUse(limiter: Limiter, bucket: string, limit: Limit): Promise<void> {
  const use = await limiter.consume(bucket, limit);
  if (use.allowed) return;
  throw new ApiError(
    'rate_limited',
    { retry_after_seconds: use.resetSeconds },
    { headers: { 'retry-after': String(use.resetSeconds) } },
  );
}
