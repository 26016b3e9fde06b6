import { routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Router } from '../../access/route.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Cursors } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Encoder } from '../../platform/embedding/encoder.ts';
import type { Log } from '../../platform/log.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { MemoryIndexes } from './indexes.ts';
import { type Asked, recall } from './recall.ts';
import { remember, type Said } from './remember.ts';
import * as service from './service.ts';
import type { Kept, RememberedMessage } from './types.ts';
import { createUses } from './uses.ts';

export { reembedMemories, registerMemoryWork } from './embed.ts';
export { registerMemoryExtraction } from './extraction/index.ts';
export { createMemories, listMemories, queryMemory } from './service.ts';

/** What is remembered about users, for whoever answers them. */
export interface Memory {
  /**
   * What bears best on a question, best first, and the same as a text for a prompt. `agentId` changes nothing: what was said to
   * one agent of a project the others know.
   *
   * @throws ApiError `not_found` for a user who is not there, or not the principal's
   */
  recall(
    principal: Principal,
    asked: Omit<Asked, 'at'> & { userId: string; agentId?: string | undefined },
    signal: AbortSignal,
  ): Promise<{ context: string; memories: { id: string; content: string }[] }>;
  /** Keeps messages; see {@link remember}. */
  remember(
    principal: Principal,
    said: Omit<Said, 'text' | 'facts'> & { userId: string; messages: readonly RememberedMessage[] },
  ): Promise<Kept[]>;
  /** Drops what this process holds in memory of a user who was erased. */
  forget(tenantId: string, userId: string): void;
  /** Writes what is kept in memory to be written in batches, and drops what is not asked for any more. */
  flush(): Promise<void>;
  /** What the routes work with. */
  readonly deps: service.MemoryDeps;
}

/** @param extracts whether a language model extracts facts from what is said (see `registerMemoryExtraction`) */
export function createMemory(parts: {
  db: Db;
  clock: Clock;
  log: Log;
  queue: Queue;
  cursors: Cursors;
  encoder: Encoder;
  extracts: boolean;
}): Memory {
  const indexes = new MemoryIndexes(parts.db, parts.encoder.id);
  const uses = createUses(parts);
  const deps: service.MemoryDeps = { ...parts, indexes, uses };
  return {
    deps,
    async recall(principal, asked, signal) {
      const { context, memories } = await recall(deps, principal, asked, signal);
      return { context, memories: memories.map(({ row }) => ({ id: row.id, content: row.content })) };
    },
    remember: (principal, said) => remember(deps, principal, said),
    forget: (tenantId, userId) => indexes.drop(tenantId, userId),
    async flush() {
      indexes.dropIdle();
      await uses.flush();
    },
  };
}

export function registerMemory(router: Router, { deps }: Memory): void {
  router.handle(routes.createMemories, ({ principal, body }) => service.createMemories(deps, principal, body));
  router.handle(routes.listMemories, ({ principal, query }) => service.listMemories(deps, principal, query));
  router.handle(routes.queryMemory, ({ principal, body, signal }) =>
    service.queryMemory(deps, principal, body, signal),
  );
  router.handle(routes.getMemory, ({ principal, params }) => service.getMemory(deps, principal, params.id));
  router.handle(routes.updateMemory, ({ principal, params, body }) =>
    service.updateMemory(deps, principal, params.id, body),
  );
  router.handle(routes.deleteMemory, async ({ principal, params }) => {
    await service.deleteMemory(deps, principal, params.id);
    return undefined;
  });
}
