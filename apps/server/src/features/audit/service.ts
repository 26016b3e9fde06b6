import type { QueryOf, ResultOf, routes } from '@ragkeep/contract';
import { type Principal, requireWholeTenant } from '../../access/principal.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import * as store from './store.ts';
import { type Verification, verifyChain } from './verify.ts';

export interface AuditDeps {
  db: Db;
  cursors: Cursors;
  secrets: Secrets;
}

export type Event = ResultOf<typeof routes.listAuditEvents>['data'][number];

/** Events read at a time by what goes through all of them. */
const PAGE = 500;

export async function listEvents(deps: AuditDeps, principal: Principal, query: QueryOf<typeof routes.listAuditEvents>) {
  requireWholeTenant(principal);
  const { tenantId } = principal;
  const { limit, cursor, ...filter } = query;
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'audit-events',
    tenantId,
    { limit, cursor },
    (before, count) =>
      store.listEvents(deps.db, tenantId, filter, before === undefined ? undefined : Number(before), count),
    (row) => String(row.seq),
  );
  return { data: data.map(present), next_cursor };
}

/** All events of a period in pages, oldest first; no more than one page is in memory at a time. */
export function exportEvents(
  deps: AuditDeps,
  principal: Principal,
  period: Pick<store.EventFilter, 'from' | 'to'>,
): AsyncIterable<Event[]> {
  requireWholeTenant(principal);
  return pagesOf(deps, principal.tenantId, period);
}

async function* pagesOf(deps: AuditDeps, tenantId: string, period: store.EventFilter): AsyncIterable<Event[]> {
  let after = 0;
  for (;;) {
    const rows = await store.eventsAfter(deps.db, tenantId, after, PAGE, period);
    if (rows.length > 0) yield rows.map(present);
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.seq;
  }
}

export function verify(deps: AuditDeps, principal: Principal): Promise<Verification> {
  requireWholeTenant(principal);
  return verifyChain(deps.db, deps.secrets, principal.tenantId);
}

const present = (row: store.AuditRow): Event => ({
  seq: row.seq,
  id: row.id,
  at: row.at.toISOString(),
  actor: { type: row.actor_type as Event['actor']['type'], id: row.actor_id },
  address: row.address,
  action: row.action,
  target: { type: row.target_type, id: row.target_id },
  before: row.before as Event['before'],
  after: row.after as Event['after'],
  hash: row.hash.toString('hex'),
});
