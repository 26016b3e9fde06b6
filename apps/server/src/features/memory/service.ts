import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import { notFound } from '../../platform/errors.ts';
import { requireProject } from '../projects/index.ts';
import { resolveUser } from '../users/index.ts';
import { digestOf } from './digest.ts';
import { embedMemoryWork } from './embed.ts';
import { requireUser } from './place.ts';
import { present } from './present.ts';
import { type RecallDeps, recall } from './recall.ts';
import { type RememberDeps, remember } from './remember.ts';
import { slotOf } from './slot.ts';
import * as store from './store.ts';

export interface MemoryDeps extends RememberDeps, RecallDeps {
  cursors: Cursors;
}

type Memory = ResultOf<typeof routes.getMemory>;

export async function createMemories(
  deps: MemoryDeps,
  principal: Principal,
  input: BodyOf<typeof routes.createMemories>,
): Promise<ResultOf<typeof routes.createMemories>> {
  const { user_id, project_id, agent_id, conversation_id, messages, text, facts } = input;
  const kept = await remember(deps, principal, {
    ...{ userId: user_id, projectId: project_id, agentId: agent_id, conversationId: conversation_id, text, facts },
    messages: messages?.map(({ created_at, ...message }) => ({
      ...message,
      at: created_at === undefined ? undefined : new Date(created_at),
    })),
  });
  const shown = await show(
    deps,
    principal,
    kept.map(({ id }) => id),
  );
  const memories = kept.flatMap(({ id, status, superseded }) => {
    const memory = shown.get(id);
    return memory ? [{ ...memory, status, supersedes: superseded }] : [];
  });
  return { memories };
}

export async function listMemories(
  deps: MemoryDeps,
  principal: Principal,
  query: QueryOf<typeof routes.listMemories>,
): Promise<ResultOf<typeof routes.listMemories>> {
  const { user_id, kind, project_id, include_superseded: superseded, ...page } = query;
  const user = await resolveUser(deps, principal, user_id, { create: false });
  const projectId = project_id === undefined ? undefined : await requireProject(deps.db, principal, project_id);
  const filter = { userId: user?.id, kind, projectId, superseded };
  const { data, next_cursor } = await paginate(
    deps.cursors,
    'memory',
    principal.tenantId,
    page,
    (after, limit) => store.listMemories(deps.db, principal, filter, after, limit),
    (row) => row.id,
  );
  return { data: await withSources(deps, principal, data), next_cursor };
}

export async function getMemory(deps: MemoryDeps, principal: Principal, id: string): Promise<Memory> {
  await requireMemory(deps, principal, id);
  const memory = (await show(deps, principal, [id])).get(id);
  if (!memory) throw notFound('memory');
  return memory;
}

export async function updateMemory(
  deps: MemoryDeps,
  principal: Principal,
  id: string,
  input: BodyOf<typeof routes.updateMemory>,
): Promise<Memory> {
  const { db, queue } = deps;
  const row = await requireMemory(deps, principal, id);
  const { tenantId } = principal;
  const { content: said, importance, metadata, valid_until: until } = input;
  const content = said === undefined || said === row.content ? undefined : said;
  const owner = { tenantId, userId: row.user_id, projectId: row.project_id, agentId: row.agent_id };
  const change: store.MemoryChange = {
    ...(importance === undefined ? {} : { importance }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(until === undefined ? {} : { valid_until: until === null ? null : new Date(until) }),
    ...(content === undefined
      ? {}
      : {
          content,
          digest: digestOf(owner, { ...row, content }),
          slot: row.kind === 'fact' ? slotOf(content) : null,
        }),
  };
  const updated = await db.transaction().execute(async (tx) => {
    const version = await store.beginVersion(tx, owner);
    const changed = await store.updateMemory(tx, principal, id, change, version, deps.clock.now());
    if (changed && content !== undefined) await queue.enqueue(tx, [embedMemoryWork(tenantId, row.user_id)]);
    return changed;
  });
  if (!updated) throw notFound('memory');
  if (content !== undefined) queue.wake();
  return getMemory(deps, principal, id);
}

export async function deleteMemory(deps: MemoryDeps, principal: Principal, id: string): Promise<void> {
  const row = await requireMemory(deps, principal, id);
  if (!(await store.deleteMemory(deps.db, principal, id))) throw notFound('memory');
  deps.indexes.remove(principal.tenantId, row.user_id, [id]);
}

export async function queryMemory(
  deps: MemoryDeps,
  principal: Principal,
  input: BodyOf<typeof routes.queryMemory>,
  signal: AbortSignal,
): Promise<ResultOf<typeof routes.queryMemory>> {
  const { user_id, query, top_k, token_budget, project_id, at } = input;
  const projectId = project_id === undefined ? undefined : await requireProject(deps.db, principal, project_id);
  const asked = {
    ...{ userId: user_id, query, projectId, topK: top_k, tokenBudget: token_budget },
    at: at === undefined ? undefined : new Date(at),
  };
  const { context, memories } = await recall(deps, principal, asked, signal);
  return {
    context,
    memories: memories.map(({ row, rank: { id: _, score, ...scores }, sources }) => ({
      ...present(row, sources),
      score,
      scores,
    })),
  };
}

/** A memory within reach, and for a credential that is bound to a user one of that user's. */
async function requireMemory(deps: MemoryDeps, principal: Principal, id: string): Promise<store.MemoryRow> {
  const [row] = await store.findMemories(deps.db, principal, [id]);
  if (!row) throw notFound('memory');
  if (principal.derivedFor && (await requireUser(deps, principal, undefined, { create: false })) !== row.user_id) {
    throw notFound('memory');
  }
  return row;
}

async function show(deps: MemoryDeps, principal: Principal, ids: readonly string[]): Promise<Map<string, Memory>> {
  const rows = await store.findMemories(deps.db, principal, ids);
  return new Map((await withSources(deps, principal, rows)).map((memory) => [memory.id, memory]));
}

async function withSources(deps: MemoryDeps, { tenantId }: Principal, rows: readonly store.MemoryRow[]) {
  const sources = await store.findSources(
    deps.db,
    tenantId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => present(row, sources.get(row.id)));
}
