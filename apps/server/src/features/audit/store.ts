import { type Selectable, sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { type ChainedEvent, NO_HASH } from './chain.ts';

export type AuditRow = Selectable<Tables['audit_events']>;

/** The end of a tenant's chain; before the first event `seq` is 0 and `hash` is `NO_HASH`. */
export type Head = Pick<Selectable<Tables['audit_heads']>, 'seq' | 'hash'>;

export interface EventFilter {
  /** `resource.verb`, or `resource.*` for all verbs. */
  action?: string | undefined;
  actor_id?: string | undefined;
  target_type?: string | undefined;
  target_id?: string | undefined;
  /** Inclusive, RFC 3339. */
  from?: string | undefined;
  /** Exclusive, RFC 3339. */
  to?: string | undefined;
}

/**
 * The end of the tenant's chain, kept from others until the transaction ends: events of one tenant are written one after
 * another. To be taken after the rows that the change itself locks, so that two changes cannot wait for each other.
 */
export const lockHead = (tx: Db, tenantId: string): Promise<Head> =>
  tx
    .insertInto('audit_heads')
    .values({ tenant_id: tenantId, seq: 0, hash: NO_HASH })
    // Changes nothing, but locks the row and gives it back, all in one statement.
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet((eb) => ({ seq: eb.ref('audit_heads.seq') })))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow();

export const findHead = async (db: Db, tenantId: string): Promise<Head> =>
  (await db.selectFrom('audit_heads').select(['seq', 'hash']).where('tenant_id', '=', tenantId).executeTakeFirst()) ?? {
    seq: 0,
    hash: NO_HASH,
  };

/** Writes the event and moves the head to it. */
export async function append(tx: Db, event: ChainedEvent, hash: Buffer): Promise<void> {
  await tx
    .with('moved', (db) =>
      db.updateTable('audit_heads').set({ seq: event.seq, hash }).where('tenant_id', '=', event.tenantId),
    )
    .insertInto('audit_events')
    .values({
      tenant_id: event.tenantId,
      seq: event.seq,
      id: event.id,
      at: event.at,
      actor_type: event.actorType,
      actor_id: event.actorId,
      address: event.address,
      action: event.action,
      target_type: event.targetType,
      target_id: event.targetId,
      before: json(event.before),
      after: json(event.after),
      hash,
    })
    .execute();
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const filtered = (db: Db, tenantId: string, filter: EventFilter) => {
  const { action, actor_id, target_type, target_id, from, to } = filter;
  const equal = Object.entries({ actor_id, target_type, target_id }).filter(([, value]) => value !== undefined);
  let query = db.selectFrom('audit_events').selectAll().where('tenant_id', '=', tenantId);
  for (const [column, value] of equal) query = query.where(sql.ref(column), '=', value);
  if (action?.endsWith('.*')) query = query.where(sql<boolean>`starts_with(action, ${action.slice(0, -1)})`);
  else if (action !== undefined) query = query.where('action', '=', action);
  if (from !== undefined) query = query.where('at', '>=', new Date(from));
  if (to !== undefined) query = query.where('at', '<', new Date(to));
  return query;
};

/** Newest first. */
export const listEvents = (
  db: Db,
  tenantId: string,
  filter: EventFilter,
  beforeSeq: number | undefined,
  limit: number,
): Promise<AuditRow[]> =>
  filtered(db, tenantId, filter)
    .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();

/** Oldest first. */
export const eventsAfter = (
  db: Db,
  tenantId: string,
  seq: number | undefined,
  limit: number,
  filter: EventFilter = {},
): Promise<AuditRow[]> =>
  filtered(db, tenantId, filter)
    .$if(seq !== undefined, (query) => query.where('seq', '>', seq ?? 0))
    .orderBy('seq')
    .limit(limit)
    .execute();

/** The highest number of an event, 0 where there is none. */
export async function lastSeq(db: Db, tenantId: string): Promise<number> {
  const row = await db
    .selectFrom('audit_events')
    .select('seq')
    .where('tenant_id', '=', tenantId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

export type FormerKeyRow = Selectable<Tables['former_audit_keys']>;

export const listFormerKeys = (db: Db): Promise<FormerKeyRow[]> =>
  db.selectFrom('former_audit_keys').selectAll().orderBy('until').execute();

/** One that was kept already is kept until the later time. */
export async function keepFormerKey(db: Db, row: FormerKeyRow): Promise<void> {
  await db
    .insertInto('former_audit_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ until: row.until, sealed_key: row.sealed_key }))
    .execute();
}
