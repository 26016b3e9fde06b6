import { ApiError } from '../errors.ts';
import { rateLimitHeaders } from './headers.ts';
import type { Limit, Limiter } from './limiter.ts';

/** Counts a use. Throws `rate_limited`, with the limit in the headers under the policy's name, when there were too many. */
export async function requireUse(limiter: Limiter, policy: string, bucket: string, limit: Limit): Promise<void> {
  const use = await limiter.consume(bucket, limit);
  if (use.allowed) return;
  const { points, windowSeconds } = limit;
  const headers = rateLimitHeaders({ policy, limit: points, windowSeconds, ...use });
  throw new ApiError('rate_limited', { retry_after_seconds: use.resetSeconds }, { headers });
}
