import { type Principal, requireScope } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { download } from '../../platform/http/download.ts';
import { conversationsOfUser } from '../conversations/index.ts';
import { listMemories, type Memory } from '../memory/index.ts';
import { presentUser, requireUser } from '../users/index.ts';

/**
 * Everything about a user as one JSON document, which is written while it is read from the database.
 *
 * @throws ApiError `insufficient_scope` for who may not read all that is in it
 */
export async function exportUser(
  deps: { db: Db; memory: Memory },
  principal: Principal,
  id: string,
): Promise<Response> {
  const user = await requireUser(deps, principal, id);
  requireScope(principal, ['conversations:read']);
  requireScope(principal, ['memory:read']);
  const { db, memory } = deps;
  async function* texts(): AsyncGenerator<string> {
    yield `{"user":${JSON.stringify(presentUser(user))},"conversations":`;
    yield* list(conversationsOfUser(db, principal.tenantId, id));
    yield ',"memories":';
    yield* list(memoriesOfUser(memory, principal, id));
    yield '}';
  }
  return download(texts(), {
    contentType: 'application/json; charset=utf-8',
    name: `user-${id}`,
    extension: 'json',
  });
}

/** Newest first, also those that something newer has superseded. */
async function* memoriesOfUser({ deps }: Memory, principal: Principal, id: string): AsyncGenerator<string[]> {
  for (let cursor: string | undefined; ; ) {
    const query = { user_id: id, include_superseded: true, limit: 200, cursor };
    const { data, next_cursor } = await listMemories(deps, principal, query);
    for (const each of data) yield [JSON.stringify(each)];
    if (next_cursor === null) return;
    cursor = next_cursor;
  }
}

/** An array of items that come in pieces. */
async function* list(items: AsyncIterable<Iterable<string> | AsyncIterable<string>>): AsyncGenerator<string> {
  let separator = '[';
  for await (const item of items) {
    yield separator;
    yield* item;
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
