import type { Db } from '../../platform/db/index.ts';

/**
 * Changes of who may do what: of keys, members, sessions, plans, and of what keys are limited to. What a process remembers of
 * credentials is only as good as its way of hearing that they changed (docs/adr/0008).
 */
export interface AccessChanges {
  /**
   * Runs a transaction that changes access within the tenant. It resolves when the change is committed and no process of the
   * deployment accepts the state before it any more, so that the caller may answer 2xx.
   */
  transaction<T>(tenantId: string, work: (tx: Db) => Promise<T>): Promise<T>;
  /** Whether what this process remembers may be relied on at this moment. */
  isCurrent(): boolean;
  close(): Promise<void>;
}

/** What is to be forgotten when access changed. */
export interface Memory {
  forget(tenantId: string): void;
  forgetAll(): void;
}

/** For a process that has the database to itself: nobody else remembers anything. */
export function createLocalChanges(db: Db, memory: Memory): AccessChanges {
  return {
    async transaction(tenantId, work) {
      const result = await db.transaction().execute(work);
      memory.forget(tenantId);
      return result;
    },
    isCurrent: () => true,
    close: async () => {},
  };
}
