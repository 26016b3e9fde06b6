/**
 * How long after each failed attempt the next is made, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, as the
 * Standard Webhooks specification recommends. Ten attempts in a little more than three days.
 */
const DELAYS_S = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** A share of each delay by which it varies, so that receivers are not met by everybody at once when they are back. */
const JITTER = 0.1;

/** When to try again after so many attempts, the last of which has just failed; null when it was the last. */
export function retryAt(attempts: number, now: Date): Date | null {
  const delay = DELAYS_S[attempts - 1];
  if (delay === undefined) return null;
  const varied = delay * (1 + JITTER * (2 * Math.random() - 1));
  return new Date(now.getTime() + Math.round(varied * 1000));
}
