import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from 'kysely';
import { distributeNew } from './citus.ts';
import { statementsOf } from './statements.ts';

const FOLDER = new URL('../../../migrations/', import.meta.url);

/** The database was migrated by a newer version of Ragkeep. */
export class SchemaTooNewError extends Error {
  override name = 'SchemaTooNewError';
}

/** One by one: Citus takes no several at once. */
async function runScript<T>(db: Kysely<T>, text: string): Promise<void> {
  for (const statement of statementsOf(text)) await sql.raw(statement).execute(db);
}

/** Each `.sql` file is one migration, forward only, in the order of their names. */
const files: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
    const migrations = names.map(async (name): Promise<[string, Migration]> => {
      const text = await readFile(new URL(name, FOLDER), 'utf8');
      return [name.replace(/\.sql$/, ''), { up: (db) => runScript(db, text) }];
    });
    return Object.fromEntries(await Promise.all(migrations));
  },
};

/**
 * Brings the schema up to this version: all steps in one transaction, one process at a time (the others wait and find
 * the work done). New tables of a database that is spread over nodes are spread as well. Throws a SchemaTooNewError, and changes
 * nothing, when a newer version has been here.
 *
 * @param upTo the last step to take, for the data of an older version; without: all
 * @returns the names of the steps taken now
 */
export async function migrate<T>(db: Kysely<T>, upTo?: string): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: files,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const known = new Set(Object.keys(await files.getMigrations()));
  const unknown = (await appliedNames(db)).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new SchemaTooNewError(
      `The database was set up by a newer version of Ragkeep (it has ${unknown.join(', ')}). Start that version, or restore a backup from before.`,
    );
  }
  const { error, results = [] } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error) throw error;
  await distributeNew(db);
  return results.filter((step) => step.status === 'Success').map((step) => step.migrationName);
}

/** Whether the schema is exactly this version's. */
export async function isMigrated<T>(db: Kysely<T>): Promise<boolean> {
  const known = Object.keys(await files.getMigrations());
  const applied = new Set(await appliedNames(db));
  return known.length === applied.size && known.every((name) => applied.has(name));
}

/** The last step that was taken here; null where none was. */
export const schemaVersion = async <T>(db: Kysely<T>): Promise<string | null> =>
  (await appliedNames(db)).at(-1) ?? null;

/** Whether this version knows the step, so that data at it can be taken over. */
export const isKnownSchema = async (name: string): Promise<boolean> => Object.hasOwn(await files.getMigrations(), name);

async function appliedNames<T>(db: Kysely<T>): Promise<string[]> {
  const { rows: tables } = await sql<{ found: boolean }>`SELECT to_regclass('migrations') IS NOT NULL AS found`.execute(
    db,
  );
  if (!tables[0]?.found) return [];
  const { rows } = await sql<{ name: string }>`SELECT name FROM migrations ORDER BY name`.execute(db);
  return rows.map((row) => row.name);
}
