import type { BodyOf, QueryOf, ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { paginate } from '../../platform/cursors.ts';
import { append } from './append.ts';
import * as store from './message-store.ts';
import { type Message, presentMessage } from './present.ts';
import { type ConversationDeps, type Named, requireConversation } from './service.ts';

export async function listMessages(
  deps: ConversationDeps,
  principal: Principal,
  named: Named,
  { order, ...page }: QueryOf<typeof routes.listMessages>,
) {
  const { tenantId } = principal;
  const { id } = await requireConversation(deps, principal, named);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `messages:${id}:${order}`,
    tenantId,
    page,
    (after, limit) =>
      store.listMessages(deps.db, tenantId, id, order, after === undefined ? undefined : Number(after), limit),
    (row) => String(row.ordinal),
  );
  return { data: data.map(presentMessage), next_cursor };
}

/** Those said last, oldest first. */
export async function latestMessages(
  { db }: Pick<ConversationDeps, 'db'>,
  principal: Principal,
  conversationId: string,
  limit: number,
): Promise<Message[]> {
  const { id } = await requireConversation({ db }, principal, { id: conversationId });
  const rows = await store.listMessages(db, principal.tenantId, id, 'desc', undefined, limit);
  return rows.reverse().map(presentMessage);
}

/** Answers in the form in which it is asked: one message, or several. */
export async function addMessages(
  deps: ConversationDeps,
  principal: Principal,
  named: Named,
  input: BodyOf<typeof routes.addMessages>,
): Promise<ResultOf<typeof routes.addMessages>> {
  const { id } = await requireConversation(deps, principal, named);
  const messages = 'messages' in input ? input.messages : [input];
  const added = await append(deps, principal.tenantId, id, messages);
  const presented = added.messages.map(presentMessage);
  const [only] = presented;
  return 'messages' in input || !only ? { messages: presented } : only;
}
