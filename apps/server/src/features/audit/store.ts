import type { Selectable } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { type ChainedEvent, NO_HASH } from './chain.ts';

export type AuditRow = Selectable<Tables['audit_events']>;

/**
 * The end of the tenant's chain, kept from others until the transaction ends: events of one tenant are written one after
 * another. To be taken after the rows that the change itself locks, so that two changes cannot wait for each other.
 */
export async function lockHead(tx: Db, tenantId: string): Promise<{ seq: number; hash: Buffer }> {
  await tx
    .insertInto('audit_heads')
    .values({ tenant_id: tenantId, seq: 0, hash: NO_HASH })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return tx
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('tenant_id', '=', tenantId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function moveHead(tx: Db, tenantId: string, seq: number, hash: Buffer): Promise<void> {
  await tx.updateTable('audit_heads').set({ seq, hash }).where('tenant_id', '=', tenantId).execute();
}

export async function insertEvent(tx: Db, event: ChainedEvent, hash: Buffer): Promise<void> {
  await tx
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
