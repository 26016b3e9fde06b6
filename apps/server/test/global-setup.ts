import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { migrate } from '../src/platform/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty database, which each test file begins with a copy of. */
    snapshotFile: string;
    /** Where the encoder's graph is kept between test files. */
    modelDir: string;
  }
}

/** Makes once what every test file needs: a migrated database to copy, and a folder for the encoder's graph. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ragkeep-test-'));
  const modelDir = join(folder, 'models');
  await mkdir(modelDir);
  const snapshotFile = join(folder, 'database.tar');
  const { pool, dump, close } = await openEmbedded({ sharedBuffersMb: 32 });
  await migrate(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }));
  await writeFile(snapshotFile, await dump());
  await close();
  project.provide('snapshotFile', snapshotFile);
  project.provide('modelDir', modelDir);
  // Processes that were just killed may still be writing what they compiled.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
