import type { Db } from '../../platform/db/index.ts';
import { ApiError, CHALLENGE } from '../../platform/errors.ts';
import type { SessionClaims } from '../../platform/session-tokens.ts';
import { digestOf, newAccessToken, newRefreshToken, type Tokens } from './start.ts';
import * as store from './store.ts';
import type { SessionDeps } from './types.ts';

/** How long a rotated token is taken for one that was already on its way: two tabs, or a repeated request. */
const CROSSING_MS = 10_000;

type Standing = 'present' | 'crossing' | 'used up';

/**
 * A new access token for a refresh token, and with `rotate` a new refresh token. A token that is used up tells that two hold
 * the session's tokens, one of whom should not: RFC 9700, section 4.14.2. Then the session ends for both.
 *
 * @throws ApiError `invalid_refresh_token`
 */
export async function refreshSession(
  deps: SessionDeps,
  token: string,
  rotate: boolean,
  address: string,
): Promise<Pick<Tokens, 'access'> & Partial<Tokens>> {
  const verified = await deps.tokens.verify(token, 'refresh');
  if (verified.status !== 'valid') throw invalidRefreshToken();
  const { claims } = verified;
  const outcome = await deps.db.transaction().execute((tx) => use(tx, deps, claims, digestOf(token), rotate));
  if (outcome === 'used up') await endStolen(deps, claims, address);
  if (typeof outcome === 'string') throw invalidRefreshToken();
  return outcome;
}

async function use(
  tx: Db,
  deps: SessionDeps,
  claims: SessionClaims,
  digest: Buffer,
  rotate: boolean,
): Promise<(Pick<Tokens, 'access'> & Partial<Tokens>) | 'over' | 'used up'> {
  const { tenantId, sessionId, memberId } = claims;
  const now = deps.clock.now();
  const row = await store.lockRunning(tx, tenantId, sessionId, memberId, now);
  if (!row) return 'over';
  const standing = standingOf(row, digest, now);
  if (standing === 'used up') return standing;
  if (standing === 'crossing' || !rotate) {
    await store.updateSession(tx, tenantId, sessionId, { last_used_at: now });
    return { access: await newAccessToken(deps, claims, row.expires_at, now) };
  }
  const next = await newRefreshToken(deps, claims, now);
  await store.updateSession(tx, tenantId, sessionId, {
    refresh_digest: next.digest,
    previous_digest: digest,
    rotated_at: now,
    last_used_at: now,
    expires_at: next.expiresAt,
  });
  return { access: await newAccessToken(deps, claims, next.expiresAt, now), refresh: next.refresh };
}

function standingOf(row: store.SessionRow, digest: Buffer, now: Date): Standing {
  if (row.refresh_digest.equals(digest)) return 'present';
  const { previous_digest, rotated_at } = row;
  const isPredecessor = previous_digest?.equals(digest) === true && rotated_at !== null;
  return isPredecessor && now.getTime() - rotated_at.getTime() <= CROSSING_MS ? 'crossing' : 'used up';
}

async function endStolen(deps: SessionDeps, claims: SessionClaims, address: string): Promise<void> {
  const { tenantId, sessionId, memberId } = claims;
  await deps.changes.transaction(tenantId, async (tx) => {
    const ended = await store.endSessions(tx, tenantId, memberId, deps.clock.now(), { only: sessionId });
    if (ended.length === 0) return;
    const actor = { tenantId, type: 'public' as const, id: null, address };
    await deps.audit.record(tx, actor, {
      action: 'session.reuse_detected',
      target: { type: 'session', id: sessionId },
      after: { member_id: memberId },
    });
  });
}

export const invalidRefreshToken = () => new ApiError('invalid_refresh_token', {}, { headers: CHALLENGE });
