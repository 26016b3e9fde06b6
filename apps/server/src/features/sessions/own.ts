import type { QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import { ApiError, notFound } from '../../platform/errors.ts';
import * as store from './store.ts';
import type { SessionDeps } from './types.ts';

type EndDeps = Pick<SessionDeps, 'clock' | 'changes' | 'audit'>;
type Sessions = ResultOf<typeof routes.listSessions>;

/** A member's own running sessions. Throws `members_only` for a key. */
export async function listOwn(
  deps: Pick<SessionDeps, 'db' | 'clock'> & { cursors: Cursors },
  principal: Principal,
  query: QueryOf<typeof routes.listSessions>,
): Promise<Sessions> {
  const { tenantId, sessionId } = principal;
  const memberId = memberOf(principal);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `sessions/${memberId}`,
    tenantId,
    query,
    (after, count) => store.listRunning(deps.db, tenantId, memberId, deps.clock.now(), after, count),
    (row) => row.id,
  );
  return { data: data.map((row) => present(row, sessionId)), next_cursor };
}

/** Ends one of a member's own sessions. Throws `members_only` for a key, `not_found` for what is not theirs or has ended. */
export async function endOwn(deps: EndDeps, principal: Principal, id: string): Promise<void> {
  if (!(await end(deps, principal, memberOf(principal), id))) throw notFound('session');
}

/**
 * Ends the session asked with; if that has just been done there is nothing left to do. Throws `members_only` where there is
 * none: for a key, or a token made elsewhere.
 */
export async function endCurrent(deps: EndDeps, principal: Principal): Promise<void> {
  if (principal.sessionId === null) throw new ApiError('members_only', {});
  await end(deps, principal, memberOf(principal), principal.sessionId);
}

function end(deps: EndDeps, principal: Principal, memberId: string, id: string): Promise<boolean> {
  const { tenantId } = principal;
  return deps.changes.transaction(tenantId, async (tx) => {
    const ended = await store.endSessions(tx, tenantId, memberId, deps.clock.now(), { only: id });
    if (ended.length === 0) return false;
    await deps.audit.record(tx, principal, { action: 'session.ended', target: { type: 'session', id } });
    return true;
  });
}

function memberOf({ type, id }: Principal): string {
  if (type !== 'member') throw new ApiError('members_only', {});
  return id;
}

const present = (row: store.SessionRow, current: string | null): Sessions['data'][number] => ({
  id: row.id,
  current: row.id === current,
  user_agent: row.user_agent,
  address: row.address,
  created_at: row.created_at.toISOString(),
  last_used_at: row.last_used_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
});
