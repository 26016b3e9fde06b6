import type { Config } from '../../config.ts';
import type { Database, Db } from '../../platform/db/index.ts';
import { isMigrated, schemaVersion } from '../../platform/db/migrate.ts';
import { checkSecret, readSecretCheck } from '../../platform/db/secret-check.ts';
import { requireFinished } from '../../platform/db/unfinished.ts';
import { deploymentSecrets } from '../../platform/kept-secret.ts';
import { OperatorError } from '../errors.ts';
import { requireData } from '../reach.ts';
import { openHere } from './open.ts';
import { inSnapshot, readRows } from './rows.ts';
import { describeSchema } from './schema.ts';
import { keptSecretFiles } from './secret-files.ts';
import { prepareTarget } from './target.ts';

export interface MoveSummary {
  tables: number;
  rows: number;
  /** For people: the file that holds the secret, or null where it is a setting. */
  secret_file: string | null;
}

/**
 * Copies everything of the embedded database into an empty one on a server, row by row as a backup and its restore would. The
 * embedded one stays as it is; uploaded files stay where they are.
 *
 * @throws OperatorError when a server runs, or something is wrong with either database
 */
export async function moveDatabase(config: Config, input: { to: string }): Promise<MoveSummary> {
  if (config.databaseUrl) {
    throw new OperatorError(
      'DATABASE_URL is set: this moves the embedded database. From server to server: ragkeep backup, then ragkeep restore',
    );
  }
  await requireData(config);
  const source = await openHere(config);
  try {
    await requireFinished(source.db);
    if (!(await isMigrated(source.db))) {
      throw new OperatorError('The database is not at this version. Bring it up to it: ragkeep migrate');
    }
    await checkSecret(source.db, await deploymentSecrets(config));
    const target = await openHere({ ...config, databaseUrl: input.to });
    try {
      const [secretFile = null] = await keptSecretFiles(config);
      return { ...(await moveRows(source, target.db)), secret_file: secretFile };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function moveRows(source: Database, to: Db): Promise<{ tables: number; rows: number }> {
  return inSnapshot(source.db, async (from) => {
    const [schema, secretCheck] = [await schemaVersion(from), await readSecretCheck(from)];
    if (schema === null || secretCheck === null) throw new OperatorError('No server has used this database yet.');
    const target = await prepareTarget(to, schema);
    const moved = new Map<string, number>();
    for (const table of await describeSchema(from)) {
      const columns = table.columns.map(({ name }) => name);
      let count = 0;
      for await (const rows of readRows(from, table)) {
        await target.load(table.name, columns, rows);
        count += rows.length;
      }
      moved.set(table.name, count);
    }
    await target.finish({ rows: moved, secretCheck });
    return { tables: moved.size, rows: [...moved.values()].reduce((sum, count) => sum + count, 0) };
  });
}
