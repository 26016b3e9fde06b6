import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import type { SafeFetch } from '../../platform/safe-fetch/index.ts';
import { type OAuth2Client, requestToken } from './oauth2.ts';

/** A token is not used in its last minute, or in the last tenth of a short life: it has to arrive while it is valid. */
const MARGIN_SECONDS = 60;
const MARGIN_SHARE = 0.1;
/** One that is refused sooner than this was never good for it: asking for another would only be a burden to the service. */
const LEAST_AGE_MS = 10_000;
const MOST_TOKENS = 1000;

interface Kept {
  token: Promise<string>;
  /** In ms, as is `renewAt`; both never while the token is being fetched. */
  givenAt: number;
  renewAt: number;
}

export interface Tokens {
  /**
   * An access token of the client. However many ask at once, one request is made.
   *
   * @param key names the client as it is now: another after a change of it
   * @param refused a token that was answered with 401, which is not given again unless it is brand new
   * @throws SafeFetchError when there is none to be had, for the user
   */
  tokenFor(key: string, client: () => OAuth2Client, refused: string | undefined): Promise<string>;
}

/**
 * Keeps access tokens in the memory of this process: they are quickly had again, so they are not worth being secrets at rest,
 * and nobody who has the database or a backup gets one.
 */
export function createTokens({ fetch, clock }: { fetch: SafeFetch; clock: Clock }): Tokens {
  const kept = new LRUCache<string, Kept>({ max: MOST_TOKENS });

  function renew(key: string, client: OAuth2Client): Promise<string> {
    const never = Number.POSITIVE_INFINITY;
    const entry: Kept = { givenAt: never, renewAt: never, token: Promise.resolve('') };
    entry.token = requestToken(fetch, client).then(
      ({ value, lifetime }) => {
        const usable = lifetime - Math.min(MARGIN_SECONDS, lifetime * MARGIN_SHARE);
        entry.givenAt = clock.now().getTime();
        entry.renewAt = entry.givenAt + usable * 1000;
        return value;
      },
      (error: unknown) => {
        if (kept.peek(key) === entry) kept.delete(key); // the next use tries again
        throw error;
      },
    );
    kept.set(key, entry);
    return entry.token;
  }

  return {
    async tokenFor(key, client, refused) {
      const entry = kept.get(key);
      if (!entry || clock.now().getTime() >= entry.renewAt) return renew(key, client());
      const token = await entry.token;
      const isNew = clock.now().getTime() - entry.givenAt < LEAST_AGE_MS;
      if (token !== refused || isNew) return token;
      // Whoever of several that were refused is first renews it; the others find a new entry.
      const latest = kept.get(key);
      return latest && latest !== entry ? latest.token : renew(key, client());
    },
  };
}
