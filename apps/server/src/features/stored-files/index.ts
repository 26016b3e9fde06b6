import { z } from 'zod';
import type { Db } from '../../platform/db/index.ts';
import type { Files } from '../../platform/files.ts';
import type { Queue, WorkHandler } from '../../platform/queue/index.ts';

export { fileIdsOfProject } from './store.ts';

/** The kind of work that deletes files whose records are gone. */
export const DELETE_FILES = 'delete-files';

const payload = z.union([z.strictObject({ all: z.literal(true) }), z.strictObject({ fileIds: z.array(z.string()) })]);

/**
 * Has files deleted if the transaction is committed: a file cannot take part in one, so its deletion is work that exists
 * exactly if the deletion of its record does.
 */
export async function discardFiles(tx: Db, queue: Queue, tenantId: string, ids: (string | null)[]): Promise<void> {
  const fileIds = ids.filter((id) => id !== null);
  if (fileIds.length > 0) await queue.enqueue(tx, [{ kind: DELETE_FILES, tenantId, payload: { fileIds } }]);
}

/** The same for everything a tenant ever stored. */
export async function discardAllFiles(tx: Db, queue: Queue, tenantId: string): Promise<void> {
  await queue.enqueue(tx, [{ kind: DELETE_FILES, tenantId, payload: { all: true } }]);
}

/** Does that work; twice does no harm. */
export const deleteFiles =
  (deps: { files: Files; db: Db }): WorkHandler =>
  async (item, context) => {
    const what = payload.parse(item.payload);
    if ('all' in what) await deps.files.deleteAll(item.tenant_id);
    else await deps.files.delete(item.tenant_id, what.fileIds);
    await context.complete(deps.db);
  };
