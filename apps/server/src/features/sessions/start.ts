import { hash } from 'node:crypto';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { SessionOf } from '../../platform/session-tokens.ts';
import * as store from './store.ts';
import type { SessionDeps } from './types.ts';

/** Longest part of a `User-Agent` that is kept. */
const MAX_USER_AGENT = 300;

/** Where a login came from. */
export interface Origin {
  address: string;
  userAgent: string | null;
}

export interface Tokens {
  access: string;
  refresh: string;
}

export const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** Begins a session of a member who has just proven who they are. */
export async function startSession(
  tx: Db,
  deps: Pick<SessionDeps, 'clock' | 'tokens' | 'lifetimes' | 'audit'>,
  member: { tenant_id: string; id: string },
  origin: Origin,
): Promise<Tokens> {
  const now = deps.clock.now();
  const session = { tenantId: member.tenant_id, memberId: member.id, sessionId: uuidv7() };
  const { refresh, digest, expiresAt } = await newRefreshToken(deps, session, now);
  const userAgent = origin.userAgent?.slice(0, MAX_USER_AGENT) ?? null;
  await store.insertSession(tx, {
    tenant_id: session.tenantId,
    id: session.sessionId,
    member_id: session.memberId,
    refresh_digest: digest,
    user_agent: userAgent,
    address: origin.address,
    created_at: now,
    last_used_at: now,
    expires_at: expiresAt,
  });
  const actor = { tenantId: member.tenant_id, type: 'member' as const, id: member.id, address: origin.address };
  await deps.audit.record(tx, actor, {
    action: 'session.started',
    target: { type: 'session', id: session.sessionId },
    after: { user_agent: userAgent, expires_at: expiresAt.toISOString() },
  });
  return { access: await newAccessToken(deps, session, expiresAt, now), refresh };
}

/** `expiresAt` is the end that the token itself names, in whole seconds. */
export async function newRefreshToken(
  { tokens, lifetimes }: Pick<SessionDeps, 'tokens' | 'lifetimes'>,
  session: SessionOf,
  now: Date,
): Promise<{ refresh: string; digest: Buffer; expiresAt: Date }> {
  const refresh = await tokens.signRefresh({ ...session, tokenId: uuidv7() }, lifetimes.refresh);
  const expiresAt = new Date((wholeSeconds(now) + lifetimes.refresh) * 1000);
  return { refresh, digest: digestOf(refresh), expiresAt };
}

/** An access token that does not outlive its session. */
export const newAccessToken = (
  { tokens, lifetimes }: Pick<SessionDeps, 'tokens' | 'lifetimes'>,
  session: SessionOf,
  sessionEnds: Date,
  now: Date,
): Promise<string> =>
  tokens.signAccess(session, Math.min(lifetimes.access, wholeSeconds(sessionEnds) - wholeSeconds(now)));

const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
