import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works on the folder. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError';
}

/**
 * Takes the folder for this process alone, and returns what gives it back. The lock is the operating system's (SQLite
 * holds one on its file while a transaction is open), so it goes with the process however that ends: no stale lock after
 * a crash, and no confusion of process ids between containers.
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new FolderInUseError(
      `${folder} is in use by another Ragkeep process. Stop it, or give this one its own DATA_DIR.`,
      { cause: error },
    );
  }
  return () => lock.close();
}
