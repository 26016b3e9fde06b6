import type { Db } from '../../platform/db/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { type ChainedEvent, chainHash, NO_HASH } from './chain.ts';
import { type ChainKey, chainKeys } from './keys.ts';
import * as store from './store.ts';

export interface Verification {
  intact: boolean;
  /** How many were found good, from the first on. */
  events: number;
  /** The end of the chain as it is noted; `hash` is hexadecimal. */
  head: { seq: number; hash: string };
  /** The first event that is not as it was written. */
  broken_at: number | null;
  /** `head`: the note of the chain's end does not belong to its events. */
  reason: 'changed' | 'missing' | 'head' | null;
}

/** Events read at a time. */
const PAGE = 500;

/**
 * Goes through a tenant's chain of events and finds the first that was changed, moved or removed, and an end that was cut
 * off. Events may be added meanwhile. What it cannot find is a tenant set back as a whole, head and all, to an earlier state:
 * for that a head must have been kept elsewhere.
 */
export async function verifyChain(db: Db, secrets: Secrets, tenantId: string): Promise<Verification> {
  // In this order: the head is never behind events that were there before it was read.
  const lastSeq = await store.lastSeq(db, tenantId);
  const head = await store.findHead(db, tenantId);
  const keys = await chainKeys(db, secrets);
  let good = 0;
  let previous = NO_HASH;
  const found = (reason: Verification['reason'], broken_at: number | null): Verification => ({
    intact: reason === null,
    events: good,
    head: { seq: head.seq, hash: head.hash.toString('hex') },
    broken_at,
    reason,
  });

  let rows: store.AuditRow[];
  do {
    rows = await store.eventsAfter(db, tenantId, good === 0 ? undefined : good, PAGE);
    for (const row of rows) {
      if (row.seq <= good) return found('changed', row.seq);
      if (good === head.seq) break; // written since
      if (row.seq > good + 1) return found('missing', good + 1);
      if (!isChained(keys, previous, row)) return found('changed', row.seq);
      previous = row.hash;
      good = row.seq;
    }
  } while (rows.length === PAGE && good < head.seq);
  if (lastSeq > head.seq) return found('head', head.seq + 1);
  if (good < head.seq) return found('missing', good + 1);
  return previous.equals(head.hash) ? found(null, null) : found('head', head.seq);
}

const isChained = (keys: readonly ChainKey[], previous: Buffer, row: store.AuditRow): boolean =>
  keys.some(
    ({ key, until }) =>
      (until === null || row.at <= until) && chainHash(key, previous, chainedOf(row)).equals(row.hash),
  );

const chainedOf = (row: store.AuditRow): ChainedEvent => ({
  tenantId: row.tenant_id,
  seq: row.seq,
  id: row.id,
  at: row.at,
  actorType: row.actor_type,
  actorId: row.actor_id,
  address: row.address,
  action: row.action,
  targetType: row.target_type,
  targetId: row.target_id,
  before: row.before,
  after: row.after,
});
