import type { Use } from './limiter.ts';

/**
 * What a caller is told of a limit it is under, as structured fields of draft-ietf-httpapi-ratelimit-headers-10: `q` uses in
 * `w` seconds; `r` left, all back in `t` seconds. With `Retry-After` (RFC 9110, section 10.2.3) when refused.
 *
 * @param policy the limit's name, of ASCII letters, digits and dashes
 */
export function rateLimitHeaders(
  state: { policy: string; limit: number; windowSeconds: number } & Use,
): Record<string, string> {
  const { policy, limit, windowSeconds, allowed, remaining, resetSeconds } = state;
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
    ...(allowed ? {} : { 'retry-after': String(resetSeconds) }),
  };
}
