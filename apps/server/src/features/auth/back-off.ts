import ipaddr from 'ipaddr.js';
import { ApiError } from '../../platform/errors.ts';
import type { Limiter } from '../../platform/limiter/index.ts';
import type { Secrets } from '../../platform/secrets.ts';

const WINDOW_SECONDS = 15 * 60;
/** Failed logins in 15 minutes. A person mistypes a few times; an account is tried from many places, a place tries many accounts. */
const FAILURES = { accountAndAddress: 5, account: 30, address: 100 };

/**
 * Runs a login attempt that counts only if it fails. It is counted before it runs and given back afterwards, so that any number
 * of attempts at once gets no more guesses than one after another.
 *
 * @param attempt says whether the credentials were good; when it throws nothing was learnt, and nothing counts
 * @throws ApiError `rate_limited`
 */
export async function withBackOff<T extends { isFailure: boolean }>(
  { limiter, secrets }: { limiter: Limiter; secrets: Secrets },
  email: string,
  address: string,
  attempt: () => Promise<T>,
): Promise<T> {
  // Signed, since buckets are kept readable and an address is nobody's business.
  const account = secrets.sign('login-account', email).toString('base64url');
  const place = networkOf(address);
  const buckets: [string, number][] = [
    [`login:${account}:${place}`, FAILURES.accountAndAddress],
    [`login:${account}`, FAILURES.account],
    [`login:${place}`, FAILURES.address],
  ];
  const taken: string[] = [];
  const giveBack = async () => {
    for (const bucket of taken) await limiter.refund(bucket);
  };
  for (const [bucket, points] of buckets) {
    const use = await limiter.consume(bucket, { points, windowSeconds: WINDOW_SECONDS });
    if (!use.allowed) {
      await giveBack();
      throw tooMany(use.resetSeconds);
    }
    taken.push(bucket);
  }
  let isFailure = false;
  try {
    const outcome = await attempt();
    isFailure = outcome.isFailure;
    return outcome;
  } finally {
    if (!isFailure) await giveBack();
  }
}

/** An IPv6 subscriber has at least a /64 (RFC 6177), so its addresses count as one. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).join(':')}::/64` : parsed.toString();
}

const tooMany = (seconds: number) =>
  new ApiError('rate_limited', { retry_after_seconds: seconds }, { headers: { 'retry-after': String(seconds) } });
