import { type Limiter, requireUse } from '../../platform/limiter/index.ts';
import { networkOf } from '../../platform/network.ts';
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
    try {
      await requireUse(limiter, 'login', bucket, { points, windowSeconds: WINDOW_SECONDS });
    } catch (error) {
      await giveBack();
      throw error;
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
