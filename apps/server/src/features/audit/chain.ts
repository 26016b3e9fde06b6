import { createHmac } from 'node:crypto';

/** What of an event its hash covers, in this order. */
export interface ChainedEvent {
  tenantId: string;
  seq: number;
  id: string;
  at: Date;
  actorType: string;
  actorId: string | null;
  address: string | null;
  action: string;
  targetType: string;
  targetId: string | null;
  before: unknown;
  after: unknown;
}

/** What the first event of a tenant follows. */
export const NO_HASH: Buffer = Buffer.alloc(32);

/**
 * The hash of an event in the chain: HMAC-SHA-256 over the hash before it and the event itself. With a key of the deployment and
 * not a plain hash, so that somebody who can write to the database alone cannot mend the chain after changing it.
 */
export function chainHash(key: Buffer, previous: Buffer, event: ChainedEvent): Buffer {
  const { tenantId, seq, id, at, actorType, actorId, address, action, targetType, targetId, before, after } = event;
  const fields = [
    tenantId,
    seq,
    id,
    at.toISOString(),
    actorType,
    actorId,
    address,
    action,
    targetType,
    targetId,
    canonical(before),
    canonical(after),
  ];
  return createHmac('sha256', key).update(previous).update(JSON.stringify(fields)).digest();
}

/** The database keeps JSON without the order of its keys, so they are sorted before hashing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
}
