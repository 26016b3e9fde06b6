import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { digestOf } from './digest.ts';
import { slotOf } from './slot.ts';
import * as store from './store.ts';
import type { Kept, NewMemory, Owner, Source } from './types.ts';

/** How many memories of one user are kept; the least useful beyond are forgotten. */
const MAX_MEMORIES = 100_000;

/** Forgotten at a time beyond what must be, as a share of all, so that not every write has to choose. */
const SLACK = 0.01;

type Row = store.MemoryRow;

/** What is to be written. */
interface Plan {
  added: Row[];
  heard: Map<string, { id: string; times: number; at: Date; importance: number }>;
  ended: { ids: string[]; by: string; at: Date }[];
  sources: (Source & { memoryId: string })[];
  outcomes: Kept[];
}

/**
 * Writes memories of one user within the caller's transaction, which holds the user's memory locked to its end. What says
 * the same as one that is known is merged with it. A fact of the same slot (see slot.ts) supersedes, as does what
 * `supersedes` names; of two in one slot the one that holds from later on does.
 *
 * @returns for each item, in order, what became of it
 */
export async function keep(
  tx: Db,
  owner: Owner,
  items: readonly NewMemory[],
  now: Date,
  most = MAX_MEMORIES,
): Promise<Kept[]> {
  const version = await store.beginVersion(tx, owner);
  const keyed = items.map((item) => ({
    item,
    digest: digestOf(owner, item),
    slot: item.kind === 'fact' ? slotOf(item.content) : null,
  }));
  const kin = await store.findKin(
    tx,
    owner,
    keyed.map(({ digest }) => digest),
    keyed.flatMap(({ slot }) => slot ?? []),
  );
  const plan = decide(owner, keyed, kin, version, now);
  await store.insertMemories(tx, plan.added);
  await store.mention(tx, owner.tenantId, version, [...plan.heard.values()], now);
  for (const end of plan.ended) await store.supersede(tx, owner, { ...end, version, now });
  await store.addSources(tx, owner.tenantId, plan.sources);
  const kept = await store.countKept(tx, owner, plan.added.length);
  if (kept > most) await forget(tx, owner, most, now);
  return plan.outcomes;
}

/** Pure but for the ids it makes. */
function decide(
  owner: Owner,
  items: readonly { item: NewMemory; digest: string; slot: string | null }[],
  kin: readonly Row[],
  version: number,
  now: Date,
): Plan {
  const plan: Plan = { added: [], heard: new Map(), ended: [], sources: [], outcomes: [] };
  const known = kin.filter((row) => row.project_id === owner.projectId && row.agent_id === owner.agentId);
  for (const { item, digest, slot } of items) {
    const from = item.validFrom ?? item.occurredAt;
    const same = known.find((row) => row.digest === digest && isTrueAt(row, from));
    if (same) {
      hear(plan, same, item);
      plan.outcomes.push({ id: same.id, status: 'merged', superseded: [] });
      continue;
    }
    const row = newRow(owner, item, { digest, slot, version, now });
    const rivals = slot === null ? [] : known.filter((other) => other.slot === slot && overlap(other, row));
    const [next] = rivals.filter((other) => other.valid_from > from).sort(byStart);
    if (next) {
      row.superseded_by = next.id;
      row.valid_until = earlier(row.valid_until, next.valid_from);
    }
    const named = new Set(item.supersedes);
    const ended = [
      ...rivals.filter((other) => other.valid_from <= from && !named.has(other.id)).map((other) => other.id),
      ...named,
    ];
    if (ended.length > 0) plan.ended.push({ ids: ended, by: row.id, at: from });
    for (const other of known.filter(({ id }) => ended.includes(id))) {
      other.superseded_by = row.id;
      other.valid_until = earlier(other.valid_until, from);
    }
    plan.added.push(row);
    known.push(row);
    plan.sources.push(...item.sources.map((source) => ({ ...source, memoryId: row.id })));
    plan.outcomes.push({ id: row.id, status: next ? 'superseded' : 'added', superseded: ended });
  }
  return plan;
}

function hear(plan: Plan, row: Row, item: NewMemory): void {
  const known = plan.heard.get(row.id);
  const at = known && known.at < item.occurredAt ? known.at : item.occurredAt;
  const importance = Math.max(known?.importance ?? 0, item.importance);
  plan.heard.set(row.id, { id: row.id, times: (known?.times ?? 0) + 1, at, importance });
  const say = (source: Source) => ({ ...source, memoryId: row.id, content: source.content ?? item.content });
  plan.sources.push(...item.sources.map(say));
}

/** One that something superseded says nothing of the time before it was said. */
const isTrueAt = (row: Row, at: Date) => endsAfter(row, at) && (row.superseded_by === null || row.valid_from <= at);
const byStart = (a: Row, b: Row) => a.valid_from.getTime() - b.valid_from.getTime();
const endsAfter = (row: Row, at: Date) => row.valid_until === null || row.valid_until > at;
const overlap = (a: Row, b: Row) => endsAfter(a, b.valid_from) && endsAfter(b, a.valid_from);
const earlier = (a: Date | null, b: Date) => (a === null || a > b ? b : a);

function newRow(
  owner: Owner,
  item: NewMemory,
  { digest, slot, version, now }: { digest: string; slot: string | null; version: number; now: Date },
): Row {
  return {
    tenant_id: owner.tenantId,
    id: uuidv7(),
    user_id: owner.userId,
    project_id: owner.projectId,
    agent_id: owner.agentId,
    conversation_id: item.conversationId,
    kind: item.kind,
    role: item.role,
    name: item.name,
    content: item.content,
    digest,
    slot,
    importance: item.importance,
    mentions: 1,
    mentioned_at: item.occurredAt,
    uses: 0,
    used_at: null,
    occurred_at: item.occurredAt,
    valid_from: item.validFrom ?? item.occurredAt,
    valid_until: item.validUntil,
    superseded_by: null,
    metadata: item.metadata,
    encoder: null,
    version,
    created_at: now,
    updated_at: now,
  };
}

/**
 * Deletes what is least useful beyond `most`: superseded ones first, then by importance, how often it was said and found, and
 * how long ago that was last (half as much after 125 days).
 */
async function forget(tx: Db, { tenantId, userId }: Owner, most: number, now: Date): Promise<void> {
  const keep = most - Math.floor(most * SLACK);
  await sql`
    DELETE FROM memories WHERE tenant_id = ${tenantId} AND id IN (
      SELECT id FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId}
      ORDER BY superseded_by IS NULL DESC, importance + 0.2 * ln(mentions + uses)
        + exp(-least(50, extract(epoch FROM ${now}::timestamptz - greatest(mentioned_at, used_at)) / 86400 / 180)) DESC, id DESC
      OFFSET (SELECT CASE WHEN count(*) > ${most}::bigint THEN ${keep}::bigint ELSE ${most}::bigint END FROM memories
        WHERE tenant_id = ${tenantId} AND user_id = ${userId})
    )`.execute(tx);
  await sql`
    UPDATE memory_states SET kept = (SELECT count(*) FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId})
    WHERE tenant_id = ${tenantId} AND user_id = ${userId}`.execute(tx);
}
