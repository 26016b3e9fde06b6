import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { systemClock } from '../../platform/clock.ts';
import { FolderInUseError, lockFolder } from '../../platform/db/embedded/lock.ts';
import { checkSecret } from '../../platform/db/secret-check.ts';
import { requireFinished } from '../../platform/db/unfinished.ts';
import { deploymentSecrets } from '../../platform/kept-secret.ts';
import { copyDatabase } from '../commands/copy-database.ts';
import { OperatorError } from '../errors.ts';
import { perform, requireData } from '../reach.ts';
import { requireNew } from './archive.ts';
import { holdFiles } from './files.ts';
import { openHere } from './open.ts';
import { inSnapshot } from './rows.ts';
import { secretFilesToTake } from './secret-files.ts';
import { type Staging, stagingOf } from './staging.ts';
import { type BackupSummary, writeBackup } from './write.ts';

/**
 * Backs the whole deployment up into one file, whether a server runs or not. Of a server database a snapshot is read beside it. The
 * embedded one has a single session, so its files are copied by whoever has it open, and the copy is read here.
 */
export async function makeBackup(config: Config, input: { file: string; withSecret: boolean }): Promise<BackupSummary> {
  const file = resolve(input.file);
  await requireNew(file);
  if (!config.databaseUrl) await requireData(config);
  const secretFiles = input.withSecret ? await secretFilesToTake(config) : [];
  return withStaging(config, async (staging) => {
    const filesDir = join(config.dataDir, 'files');
    // Twice: most of it takes its time before the snapshot, the rest is what came meanwhile.
    await holdFiles(filesDir, staging.files);
    if (!config.databaseUrl) {
      const reply = await perform(config, copyDatabase, {});
      if (!reply.ok) throw new OperatorError(reply.message);
      await holdFiles(filesDir, staging.files);
    }
    const { db, description, close } = await openHere({ ...config, dataDir: staging.database });
    try {
      await requireFinished(db);
      await checkSecret(db, await deploymentSecrets(config));
      return await inSnapshot(db, async (tx) => {
        if (config.databaseUrl) await holdFiles(filesDir, staging.files);
        const source = {
          tx,
          databaseDescription: description,
          filesDir: staging.files,
          secretFiles,
          clock: systemClock(),
        };
        return writeBackup(file, source);
      });
    } finally {
      await close();
    }
  });
}

/** A folder for one backup at a time, beside the files that are linked there. What one that was broken off left is cleared away. */
async function withStaging<T>(config: Config, work: (staging: Staging) => Promise<T>): Promise<T> {
  const staging = await stagingOf(config.dataDir);
  let unlock: () => void;
  try {
    unlock = lockFolder(staging.root);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new OperatorError('Another backup is being made. Wait for its end.');
  }
  const clear = () =>
    Promise.all([staging.files, staging.database].map((path) => rm(path, { recursive: true, force: true })));
  try {
    await clear();
    return await work(staging);
  } finally {
    await clear();
    unlock();
  }
}
