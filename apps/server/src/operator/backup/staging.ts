import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { copyEmbedded } from '../../platform/db/embedded/copy.ts';
import type { Db } from '../../platform/db/index.ts';

/** Where a backup is made ready, within DATA_DIR: links to files work only within one file system. */
export interface Staging {
  root: string;
  /** A second name of every stored file. */
  files: string;
  /** For the copy of the embedded database: as a DATA_DIR of its own. */
  database: string;
}

export async function stagingOf(dataDir: string): Promise<Staging> {
  const root = join(dataDir, 'backup');
  await mkdir(root, { recursive: true, mode: 0o700 });
  return { root, files: join(root, 'files'), database: join(root, 'database') };
}

/**
 * Copies the embedded database that is open here to where the backup reads it.
 *
 * @returns how many milliseconds it took
 */
export async function copyForBackup(db: Db, dataDir: string): Promise<number> {
  const begun = performance.now();
  const { database } = await stagingOf(dataDir);
  await mkdir(database, { recursive: true, mode: 0o700 });
  await copyEmbedded(db, join(dataDir, 'postgres'), join(database, 'postgres'));
  return Math.round(performance.now() - begun);
}
