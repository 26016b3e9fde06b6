import type { BodyOf, QueryOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { notePlace } from '../../access/usage.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Cursors, paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { requireProject } from '../projects/index.ts';
import { findNamedUser, resolveUser } from '../users/index.ts';
import { append } from './append.ts';
import { placeOf } from './place.ts';
import { type Conversation, presentConversation } from './present.ts';
import * as store from './store.ts';

/** Every function takes conversations and threads: those are of the `project` of their path, an id or slug. */
export interface ConversationDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
}

export interface Named {
  id: string;
  project?: string;
}

/**
 * What the principal sees of conversations, or of a project's: a key that was derived for a user sees theirs and no others, and
 * undefined is what it sees as long as there is no such user. A widget sees its visitor's.
 */
export async function viewOf(
  { db }: Pick<ConversationDeps, 'db'>,
  principal: Principal,
  project: string | undefined,
  user?: string,
): Promise<store.View | undefined> {
  const { tenantId, projectIds, agentIds, visitorId } = principal;
  const projectId = project === undefined ? undefined : await requireProject(db, principal, project);
  const found = await findNamedUser({ db }, principal, user);
  return found === null ? undefined : { tenantId, projectIds, agentIds, projectId, userId: found?.id, visitorId };
}

export async function requireConversation(
  deps: Pick<ConversationDeps, 'db'>,
  principal: Principal,
  { id, project }: Named,
): Promise<store.ConversationRow> {
  const view = await viewOf(deps, principal, project);
  const row = view && (await store.findConversation(deps.db, view, id));
  if (!row) throw notFound('conversation');
  notePlace(principal, row.project_id, row.agent_id);
  return row;
}

export async function createConversation(
  deps: ConversationDeps,
  principal: Principal,
  project: string | undefined,
  input: BodyOf<typeof routes.createThread>,
): Promise<Conversation> {
  const place = await placeOf(deps.db, principal, { project, agentId: input.agent_id });
  const user = await resolveUser(deps, principal, input.user_id, { create: true });
  const { title, metadata, messages } = input;
  const made = { ...place, id: uuidv7(), user_id: user?.id ?? null, title, metadata };
  const { conversation } = await append(deps, principal.tenantId, made, messages);
  return presentConversation(conversation);
}

export async function listConversations(
  deps: ConversationDeps,
  principal: Principal,
  project: string | undefined,
  query: QueryOf<typeof routes.listConversations>,
) {
  const { project_id: projectId, agent_id: agentId, user_id, ...page } = query;
  const view = await viewOf(deps, principal, project, user_id);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `conversations:${view?.projectId ?? projectId ?? ''}:${agentId ?? ''}:${view?.userId ?? ''}`,
    principal.tenantId,
    page,
    async (after, limit) => (view ? store.listConversations(deps.db, view, { projectId, agentId }, after, limit) : []),
    (row) => row.id,
  );
  return { data: data.map(presentConversation), next_cursor };
}

export async function getConversation(deps: ConversationDeps, principal: Principal, named: Named) {
  return presentConversation(await requireConversation(deps, principal, named));
}

export async function updateConversation(
  deps: ConversationDeps,
  principal: Principal,
  named: Named,
  input: BodyOf<typeof routes.updateConversation>,
): Promise<Conversation> {
  const { id } = await requireConversation(deps, principal, named);
  const row = await store.updateConversation(deps.db, principal.tenantId, id, input, deps.clock.now());
  if (!row) throw notFound('conversation');
  return presentConversation(row);
}

export async function deleteConversation(deps: ConversationDeps, principal: Principal, named: Named): Promise<void> {
  const { id } = await requireConversation(deps, principal, named);
  await store.deleteConversation(deps.db, principal.tenantId, id);
}
