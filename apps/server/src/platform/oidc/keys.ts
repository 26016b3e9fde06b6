import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
  type LocalJWKSet,
  type RemoteJWKSet,
} from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { readJson, trustedUrl } from './json.ts';

export interface KeySetOptions {
  /** As in the tokens' `iss`. */
  issuer: string;
  /** Default: found by OpenID Connect Discovery at the first use. */
  jwksUrl?: string;
  clock: Clock;
  /** Default: the platform's. */
  fetch?: typeof fetch;
  /** The least time between two fetches for unknown keys, and after a failed fetch. Default: 30 s. */
  cooldownMs?: number;
  log: Log;
}

/** The provider's keys cannot be had just now, so nobody can tell whether the token is good. */
export class KeySetUnavailableError extends Error {
  constructor(issuer: string, options?: ErrorOptions) {
    super(`The keys of ${issuer} cannot be fetched.`, options);
    this.name = 'KeySetUnavailableError';
  }
}

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1_000_000;
const MAX_KEYS = 100;
/** For so long a key that the provider took back may still be accepted. */
const MAX_AGE_MS = 10 * 60_000;
/**
 * For so long after the last good fetch the keys serve while the provider is away. Access tokens seldom live longer than an hour,
 * so those issued before it went are served to their end; and whoever keeps the provider from us gains no more than that.
 */
const MAX_AGE_WHEN_AWAY_MS = 60 * 60_000;

/** OpenID Connect Discovery 1.0 §3, as far as it is used. */
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string() });
/** RFC 7517 §5. What is in a key is jose's to judge. */
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(MAX_KEYS) });

/**
 * Finds the key for a token's header in the provider's key set. Nothing is fetched before the first use.
 *
 * The function it returns throws KeySetUnavailableError when the answer depends on a fetch that fails, and jose's
 * JWKSNoMatchingKey or JWKSMultipleMatchingKeys when the key set does not hold the one key.
 *
 * @throws Error for an issuer or `jwksUrl` that is neither https nor on loopback
 */
export function createKeySet(options: KeySetOptions): JWTVerifyGetKey {
  const { issuer, jwksUrl, clock, fetch = globalThis.fetch, cooldownMs = 30_000, log } = options;
  const issuerUrl = trustedUrl(issuer);
  const givenUrl = jwksUrl === undefined ? undefined : trustedUrl(jwksUrl);
  let remote: Promise<RemoteJWKSet> | undefined;
  let last: { find: LocalJWKSet; fetchedAt: number } | undefined;
  let quietUntil = 0;

  /** One request to the provider, unless the last one failed just now: jose's own cooldown counts from successes only. */
  async function ask<T>(
    url: string,
    init: { headers: Headers; signal: AbortSignal },
    read: (answer: unknown) => T,
  ): Promise<T> {
    if (clock.now().getTime() < quietUntil) throw new KeySetUnavailableError(issuer);
    try {
      return read(await readJson(fetch, url, init, MAX_BYTES));
    } catch (cause) {
      quietUntil = clock.now().getTime() + cooldownMs;
      log.warn({ err: cause, issuer }, "the identity provider's keys cannot be fetched");
      throw new KeySetUnavailableError(issuer, { cause });
    }
  }

  async function discover(): Promise<URL> {
    const url = `${issuerUrl.href.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const init = { headers: new Headers({ accept: 'application/json' }), signal: AbortSignal.timeout(TIMEOUT_MS) };
    return ask(url, init, (answer) => {
      const { issuer: named, jwks_uri: found } = Discovery.parse(answer);
      if (named !== issuer) throw new Error(`${url} is about another issuer, "${named}"`);
      return trustedUrl(found);
    });
  }

  const fetchKeys: FetchImplementation = (url, init) =>
    ask(url, init, (answer) => {
      const jwks = KeySet.parse(answer);
      last = { find: createLocalJWKSet(jwks), fetchedAt: clock.now().getTime() };
      return Response.json(jwks);
    });

  async function open(): Promise<RemoteJWKSet> {
    return createRemoteJWKSet(givenUrl ?? (await discover()), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: cooldownMs,
      cacheMaxAge: MAX_AGE_MS,
      [customFetch]: fetchKeys,
    });
  }

  return async (header, token) => {
    try {
      remote ??= open().catch((error) => {
        remote = undefined; // to be tried again
        throw error;
      });
      const find = await remote;
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof KeySetUnavailableError) || last === undefined) throw error;
      if (clock.now().getTime() >= last.fetchedAt + MAX_AGE_WHEN_AWAY_MS) throw error;
      return last.find(header, token).catch(() => {
        throw error; // it may be a key that the provider made since
      });
    }
  };
}
