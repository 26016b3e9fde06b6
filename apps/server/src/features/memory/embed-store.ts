import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { SESSION_GAP_MS } from './ranking/entry.ts';
import { beginVersion } from './store.ts';

/** A memory without a vector of the encoder in use. */
export interface Unencoded {
  id: string;
  digest: string;
  name: string | null;
  content: string;
  /** Of a turn: the one before it in its conversation. */
  before: string | null;
}

/** Up to `limit` of a user's memories after the id `after` that this encoder has not seen, in the order of their ids. */
export async function takeUnencoded(
  db: Db,
  { tenantId, userId }: { tenantId: string; userId: string },
  encoderId: string,
  after: string,
  limit: number,
): Promise<Unencoded[]> {
  const { rows } = await sql<Unencoded>`
    SELECT m.id, m.digest, m.name, m.content, p.content AS before
    FROM (
      SELECT * FROM memories
      WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id > ${after}::uuid AND encoder IS DISTINCT FROM ${encoderId}
      ORDER BY id LIMIT ${limit}
    ) m LEFT JOIN LATERAL (
      SELECT content, kind, conversation_id, occurred_at FROM memories
      WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id < m.id ORDER BY id DESC LIMIT 1
    ) p ON m.kind = 'turn' AND p.kind = 'turn' AND p.conversation_id IS NOT DISTINCT FROM m.conversation_id
      AND abs(extract(epoch FROM m.occurred_at - p.occurred_at)) * 1000 <= ${SESSION_GAP_MS}
    ORDER BY m.id`.execute(db);
  return rows;
}

/** Stores vectors, null where the encoder makes none. What says something else meanwhile stays without. */
export async function storeVectors(
  tx: Db,
  owner: { tenantId: string; userId: string },
  encoderId: string,
  encoded: readonly { id: string; digest: string; vector: Int8Array | null }[],
): Promise<void> {
  const version = await beginVersion(tx, owner);
  const rows = encoded.map(
    ({ id, digest, vector }) => sql`(${id}::uuid, ${digest}::uuid, ${vector && Buffer.from(vector.buffer)}::bytea)`,
  );
  await sql`
    UPDATE memories m SET encoder = ${encoderId}, embedding = given.embedding, version = ${version}
    FROM (VALUES ${sql.join(rows)}) AS given (id, digest, embedding)
    WHERE m.tenant_id = ${owner.tenantId} AND m.id = given.id AND m.digest = given.digest
      AND m.id = ANY(${encoded.map(({ id }) => id)}::uuid[])`.execute(tx);
}

/** Notes which encoder a user's memories were last encoded with. */
export async function noteEncoder(
  tx: Db,
  { tenantId, userId }: { tenantId: string; userId: string },
  encoderId: string,
): Promise<void> {
  await sql`
    UPDATE memory_states SET encoder = ${encoderId}
    WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND encoder IS DISTINCT FROM ${encoderId}`.execute(tx);
}

/** Everybody whose memories were last encoded with another encoder. */
export async function encodedByOthers(db: Db, encoderId: string): Promise<{ tenantId: string; userId: string }[]> {
  const rows = await db
    .selectFrom('memory_states')
    .select(['tenant_id', 'user_id'])
    .where('encoder', '<>', encoderId)
    .execute();
  return rows.map((row) => ({ tenantId: row.tenant_id, userId: row.user_id }));
}
