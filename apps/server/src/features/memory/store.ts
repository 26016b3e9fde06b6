import { type Selectable, sql } from 'kysely';
import type { Principal } from '../../access/principal.ts';
import { withinReach } from '../../access/within-reach.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { notFound } from '../../platform/errors.ts';
import type { Owner, Source } from './types.ts';

/** Without its vector, which only the index reads. */
export type MemoryRow = Omit<Selectable<Tables['memories']>, 'embedding'>;

/** Whom a read is for. */
export type Reader = Pick<Principal, 'tenantId' | 'projectIds' | 'agentIds'>;

/** Rows in one statement, whose parameters are numbered with 16 bits. */
const BATCH = 200;

const COLUMNS = [
  ...['tenant_id', 'id', 'user_id', 'project_id', 'agent_id', 'conversation_id', 'kind', 'role', 'name', 'content'],
  ...['digest', 'slot', 'importance', 'mentions', 'mentioned_at', 'uses', 'used_at', 'occurred_at', 'valid_from'],
  ...['valid_until', 'superseded_by', 'metadata', 'encoder', 'version', 'created_at', 'updated_at'],
] as (keyof MemoryRow)[];

/**
 * Locks a user's memory until the end of the transaction and begins a new version of it: every row that is written
 * carries it.
 *
 * @throws ApiError `not_found` for a user who was deleted meanwhile
 */
export async function beginVersion(tx: Db, { tenantId, userId }: Pick<Owner, 'tenantId' | 'userId'>): Promise<number> {
  // The user first, as deleting one does, so that neither waits for the other.
  const user = await sql`
    SELECT FROM users WHERE tenant_id = ${tenantId} AND id = ${userId} FOR KEY SHARE`.execute(tx);
  if (user.rows.length === 0) throw notFound('user');
  const { rows } = await sql<{ version: number }>`
    INSERT INTO memory_states AS known (tenant_id, user_id, version, kept) VALUES (${tenantId}, ${userId}, 1, 0)
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET version = known.version + 1
    RETURNING version`.execute(tx);
  return rows[0]?.version ?? 0;
}

/** Counts what was added, and gives how many there are now at most. */
export async function countKept(tx: Db, { tenantId, userId }: Owner, added: number): Promise<number> {
  const { rows } = await sql<{ kept: number }>`
    UPDATE memory_states SET kept = kept + ${added}
    WHERE tenant_id = ${tenantId} AND user_id = ${userId} RETURNING kept`.execute(tx);
  return rows[0]?.kept ?? 0;
}

/** The memories of a user with one of these digests that nothing has superseded, and all with one of these slots. */
export async function findKin(
  tx: Db,
  { tenantId, userId }: Owner,
  digests: readonly string[],
  slots: readonly string[],
): Promise<MemoryRow[]> {
  const columns = sql.join(COLUMNS.map((column) => sql.ref(`m.${column}`)));
  // One look-up each, as in addSources.
  const { rows } = await sql<MemoryRow>`
    SELECT ${columns} FROM unnest(${digests}::uuid[]) AS wanted CROSS JOIN LATERAL (
      SELECT * FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND digest = wanted OFFSET 0
    ) m WHERE m.superseded_by IS NULL
    UNION
    SELECT ${columns} FROM unnest(${slots}::text[]) AS wanted CROSS JOIN LATERAL (
      SELECT * FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND slot = wanted OFFSET 0
    ) m
    ORDER BY id`.execute(tx);
  return rows;
}

/** Inserts rows that are complete, in batches. */
export async function insertMemories(tx: Db, rows: readonly MemoryRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH) {
    await tx
      .insertInto('memories')
      .values(rows.slice(from, from + BATCH).map((row) => ({ ...row, metadata: JSON.stringify(row.metadata) })))
      .execute();
  }
}

/** Sources beyond the first ones of a memory say nothing new. */
const MAX_SOURCES = 50;

/** Adds sources to memories, up to {@link MAX_SOURCES} each; a message that is a source already stays one. */
export async function addSources(
  tx: Db,
  tenantId: string,
  sources: readonly (Source & { memoryId: string })[],
): Promise<void> {
  for (let from = 0; from < sources.length; from += BATCH) {
    const rows = sources
      .slice(from, from + BATCH)
      .map(
        ({ memoryId, id, role, name, content, at }, place) =>
          sql`(${memoryId}::uuid, ${place}::int, ${id}::text, ${role}::text, ${name}::text, ${content}::text, ${at}::timestamptz)`,
      );
    // One look-up a source: a planner without statistics would read all sources of the tenant.
    await sql`
      WITH given (memory_id, place, message_id, role, name, content, at) AS (VALUES ${sql.join(rows)}), fresh AS (
        SELECT given.*, coalesce(known.last, 0) + row_number() OVER (PARTITION BY given.memory_id ORDER BY place) AS ordinal
        FROM given CROSS JOIN LATERAL (
          SELECT max(ordinal) AS last, bool_or(message_id = given.message_id) AS is_known FROM memory_sources
          WHERE tenant_id = ${tenantId} AND memory_id = given.memory_id OFFSET 0
        ) known
        WHERE is_known IS NOT TRUE
      )
      INSERT INTO memory_sources (tenant_id, memory_id, ordinal, message_id, role, name, content, at)
      SELECT ${tenantId}, memory_id, ordinal, message_id, role, name, content, at FROM fresh
      WHERE ordinal <= ${MAX_SOURCES}`.execute(tx);
  }
}

/** Notes that memories were heard again. */
export async function mention(
  tx: Db,
  tenantId: string,
  version: number,
  heard: readonly { id: string; times: number; at: Date; importance: number }[],
  now: Date,
): Promise<void> {
  for (const { id, times, at, importance } of heard) {
    await sql`
      UPDATE memories SET mentions = mentions + ${times}, mentioned_at = greatest(mentioned_at, ${at}),
        occurred_at = least(occurred_at, ${at}),
        valid_from = CASE WHEN slot IS NULL THEN least(valid_from, ${at}) ELSE valid_from END,
        importance = greatest(importance, ${importance}), version = ${version}, updated_at = ${now}
      WHERE tenant_id = ${tenantId} AND id = ${id}`.execute(tx);
  }
}

/** Ends memories at `at`, or earlier where they end earlier, in favour of another. */
export async function supersede(
  tx: Db,
  { tenantId, userId, projectId, agentId }: Owner,
  change: { ids: readonly string[]; by: string; at: Date; version: number; now: Date },
): Promise<void> {
  const { ids, by, at, version, now } = change;
  await sql`
    UPDATE memories SET superseded_by = ${by}, valid_until = greatest(valid_from, least(valid_until, ${at})),
      version = ${version}, updated_at = ${now}
    WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND id = ANY(${ids}::uuid[])
      AND project_id IS NOT DISTINCT FROM ${projectId}::uuid AND agent_id IS NOT DISTINCT FROM ${agentId}::uuid`.execute(
    tx,
  );
}

export type SourceRow = Omit<Selectable<Tables['memory_sources']>, 'tenant_id' | 'ordinal'>;

/** The memories of these ids within reach, in no order. */
export async function findMemories(db: Db, reader: Reader, ids: readonly string[]): Promise<MemoryRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('memories')
    .select(COLUMNS)
    .where('tenant_id', '=', reader.tenantId)
    .where(sql<boolean>`id = ANY(${ids}::uuid[])`)
    .where(withinReach(reader))
    .execute();
}

/** What memories are from, in order. */
export async function findSources(db: Db, tenantId: string, ids: readonly string[]): Promise<Map<string, SourceRow[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('memory_sources')
    .select(['memory_id', 'message_id', 'role', 'name', 'content', 'at'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`memory_id = ANY(${ids}::uuid[])`)
    .orderBy('memory_id')
    .orderBy('ordinal')
    .execute();
  return Map.groupBy(rows, (row) => row.memory_id);
}

/** Memories within reach, newest first. */
export function listMemories(
  db: Db,
  reader: Reader,
  { userId, kind, projectId, superseded }: ListFilter,
  after: string | undefined,
  limit: number,
): Promise<MemoryRow[]> {
  return db
    .selectFrom('memories')
    .select(COLUMNS)
    .where('tenant_id', '=', reader.tenantId)
    .where(withinReach(reader))
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
    .$if(!superseded, (query) => query.where('superseded_by', 'is', null))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export interface ListFilter {
  userId?: string | undefined;
  kind?: string | undefined;
  projectId?: string | undefined;
  superseded: boolean;
}

export interface MemoryChange {
  content?: string;
  digest?: string;
  slot?: string | null;
  importance?: number;
  metadata?: object;
  valid_until?: Date | null;
}

/** Undefined when there is no such memory within reach. What is said otherwise loses its vector. */
export async function updateMemory(
  tx: Db,
  reader: Reader,
  id: string,
  { metadata, ...change }: MemoryChange,
  version: number,
  now: Date,
): Promise<MemoryRow | undefined> {
  return tx
    .updateTable('memories')
    .set({
      ...change,
      ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
      ...(change.content === undefined ? {} : { encoder: null, embedding: null }),
      version,
      updated_at: now,
    })
    .where('tenant_id', '=', reader.tenantId)
    .where('id', '=', id)
    .where(withinReach(reader))
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** @returns whether there was such a memory within reach */
export async function deleteMemory(db: Db, reader: Reader, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('memories')
    .where('tenant_id', '=', reader.tenantId)
    .where('id', '=', id)
    .where(withinReach(reader))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** Notes that questions found memories. */
export async function noteUses(
  db: Db,
  tenantId: string,
  used: readonly { id: string; times: number }[],
  now: Date,
): Promise<void> {
  for (let from = 0; from < used.length; from += BATCH) {
    const rows = used.slice(from, from + BATCH).map(({ id, times }) => sql`(${id}::uuid, ${times}::int)`);
    await sql`
      UPDATE memories m SET uses = m.uses + used.times, used_at = ${now}
      FROM (VALUES ${sql.join(rows)}) AS used (id, times)
      WHERE m.tenant_id = ${tenantId} AND m.id = used.id
        AND m.id = ANY(${used.slice(from, from + BATCH).map(({ id }) => id)}::uuid[])`.execute(db);
  }
}
