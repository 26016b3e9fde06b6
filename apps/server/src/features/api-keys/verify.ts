import { expandScopes, notGranted } from '@ragkeep/access';
import type { BodyOf, ResultOf, routes } from '@ragkeep/contract';
import { keyBucket, type Resolvers } from '../../access/guard.ts';
import type { KnownCredential } from '../../access/known-credentials.ts';
import type { Principal } from '../../access/principal.ts';
import type { Limiter } from '../../platform/limiter/index.ts';
import { isActive } from './present.ts';
import { viewOf } from './read.ts';
import { findSecret } from './secret-store.ts';
import { digestOf } from './secrets.ts';
import * as store from './store.ts';
import type { KeyDeps } from './types.ts';

export interface VerifyDeps extends Pick<KeyDeps, 'db' | 'clock'> {
  limiter: Limiter;
  resolvers: Pick<Resolvers, 'key' | 'derived'>;
}

type Input = BodyOf<typeof routes.verifyApiKey>;
type Verification = ResultOf<typeof routes.verifyApiKey>;
type RateLimit = Verification['rate_limit'];

/** What a key may do is told only of one that may: whoever forgets to look at `valid` reads no permission. */
const NO_RIGHTS = { scopes: null, project_ids: null, agent_ids: null, filter: null, member_id: null };

const NOT_FOUND: Verification = {
  valid: false,
  code: 'not_found',
  key_id: null,
  name: null,
  environment: null,
  ...NO_RIGHTS,
  expires_at: null,
  metadata: null,
  rate_limit: null,
};

/**
 * Says of a key what the guard would find, in the guard's order, and counts the use as it does; only whether the tenant's plan
 * includes this API is no matter to the service that asks. What the caller cannot see is as unknown to them as a key that never
 * was. The one read is of the key's own row: for its name and metadata, and for the view.
 */
export async function verifyKey(deps: VerifyDeps, principal: Principal, input: Input): Promise<Verification> {
  const now = deps.clock.now();
  const found = await resolve(deps.resolvers, input.key);
  if (!found || found.until <= now.getTime()) return ended(deps, principal, input.key, found, now);
  const row = await rowInView(deps, principal, found.principal.id);
  if (!row || !isActive(row, now)) return NOT_FOUND;

  const facts = { ...factsOf(row), expires_at: timeOf(found.until) };
  const refused = (code: Verification['code'], rateLimit: RateLimit): Verification => ({
    ...facts,
    valid: false,
    code,
    rate_limit: rateLimit,
  });
  if (found.allows && !(input.address !== undefined && found.allows(input.address))) {
    return refused('address_not_allowed', null);
  }
  const { allowed, rateLimit } = await countUse(deps.limiter, found);
  if (!allowed) return refused('rate_limited', rateLimit);
  if (notGranted(found.principal.scopes, input.required_scopes ?? []).length > 0) {
    return refused('insufficient_scope', rateLimit);
  }
  return { ...facts, valid: true, code: 'valid', ...rightsOf(found.principal), rate_limit: rateLimit };
}

function resolve({ key, derived }: VerifyDeps['resolvers'], text: string) {
  if (key.recognises(text)) return key.resolve(text);
  return derived.recognises(text) ? derived.resolve(text) : null;
}

/** Of what is good no more: that it expired is told, all else is not found. */
async function ended(
  deps: VerifyDeps,
  principal: Principal,
  text: string,
  found: KnownCredential | null,
  now: Date,
): Promise<Verification> {
  const expired = (row: store.KeyRow, at: Date | null): Verification => ({
    ...factsOf(row),
    valid: false,
    code: 'expired',
    expires_at: at?.toISOString() ?? null,
  });
  if (deps.resolvers.derived.recognises(text)) {
    const row = found && (await rowInView(deps, principal, found.principal.id));
    return row && isActive(row, now) ? expired(row, new Date(found.until)) : NOT_FOUND;
  }
  const secret = deps.resolvers.key.recognises(text) ? await findSecret(deps.db, digestOf(text), now) : undefined;
  const row = secret && (await rowInView(deps, principal, secret.key_id));
  return row && row.revoked_at === null && !isActive(row, now) ? expired(row, row.expires_at) : NOT_FOUND;
}

const rowInView = ({ db }: Pick<VerifyDeps, 'db'>, principal: Principal, id: string) =>
  store.findKey(db, viewOf(principal), id);

/** Which key it is: told of every key that is seen. */
const factsOf = (row: store.KeyRow) => ({
  ...NOT_FOUND,
  key_id: row.id,
  name: row.name,
  environment: row.environment as Verification['environment'],
  metadata: row.metadata as Verification['metadata'],
});

const rightsOf = ({ scopes, projectIds, agentIds, filter, memberId }: KnownCredential['principal']) => ({
  scopes: expandScopes(scopes),
  project_ids: projectIds === null ? null : [...projectIds],
  agent_ids: agentIds === null ? null : [...agentIds],
  filter,
  member_id: memberId,
});

const timeOf = (until: number): string | null =>
  until === Number.POSITIVE_INFINITY ? null : new Date(until).toISOString();

async function countUse(
  limiter: Limiter,
  { principal, ratePerMinute }: KnownCredential,
): Promise<{ allowed: boolean; rateLimit: RateLimit }> {
  if (ratePerMinute === null) return { allowed: true, rateLimit: null };
  const use = await limiter.consume(keyBucket(principal.id), { points: ratePerMinute, windowSeconds: 60 });
  const rateLimit = { limit: ratePerMinute, remaining: use.remaining, reset_seconds: use.resetSeconds };
  return { allowed: use.allowed, rateLimit };
}
