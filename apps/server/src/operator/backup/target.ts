import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { isKnownSchema, migrate, schemaVersion } from '../../platform/db/migrate.ts';
import { writeSecretCheck } from '../../platform/db/secret-check.ts';
import { isUnfinished, markFinished, markUnfinished } from '../../platform/db/unfinished.ts';
import { OperatorError } from '../errors.ts';
import { countRows, loadRows, type Row } from './rows.ts';
import { describeSchema, type Table } from './schema.ts';

const LEAST_PGVECTOR = [0, 7] as const;

/** An empty database that is being filled. */
export interface Target {
  /** Adds rows of a table, all of it before the next one. `columns` are those of the values. */
  load(table: string, columns: readonly string[], rows: readonly Row[]): Promise<void>;
  /**
   * Checks that all is there, and lets the database be used.
   *
   * @throws OperatorError when a table has not as many rows as it should
   */
  finish(expected: { rows: ReadonlyMap<string, number>; secretCheck: Buffer }): Promise<void>;
}

/**
 * Makes a database ready to be filled: empty, set up as far as the data's `schema`, and marked, so that nothing is served from it
 * until `finish`. What an attempt before left in it is deleted.
 *
 * @throws OperatorError when it is not empty, in use, newer than the data, or not fit for it
 */
export async function prepareTarget(db: Db, schema: string): Promise<Target> {
  if (!(await isKnownSchema(schema))) {
    throw new OperatorError(
      `The data is from a newer version of Ragkeep (${schema}). Use that version, or a later one.`,
    );
  }
  await requireFit(db);
  const present = await schemaVersion(db);
  if (present === null) await requireNoTables(db);
  else await requireEmpty(db, present, schema);
  await migrate(db, schema);
  await markUnfinished(db);
  const tables = await describeSchema(db);
  await empty(db, tables);
  return fill(db, tables);
}

async function requireFit(db: Db): Promise<void> {
  const { rows } = await sql<{ encoding: string; vector: string | null }>`
    SELECT current_setting('server_encoding') AS encoding,
      (SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'vector') AS vector`.execute(
    db,
  );
  const [found] = rows;
  if (found?.encoding !== 'UTF8') {
    throw new OperatorError(`The database must be in UTF8, not ${found?.encoding}: CREATE DATABASE … ENCODING 'UTF8'`);
  }
  const [major = 0, minor = 0] = (found.vector ?? '').split('.').map(Number);
  if (major < LEAST_PGVECTOR[0] || (major === LEAST_PGVECTOR[0] && minor < LEAST_PGVECTOR[1])) {
    throw new OperatorError(
      `The database needs pgvector ${LEAST_PGVECTOR.join('.')}; it has ${found.vector ?? 'none'}.`,
    );
  }
}

async function requireNoTables(db: Db): Promise<void> {
  const [table] = await describeSchema(db);
  if (table) throw notEmpty(table.name);
}

async function requireEmpty(db: Db, present: string, schema: string): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM processes WHERE lease_until > now()`.execute(db);
  if (rows[0]?.count) throw new OperatorError('A server works on the database. Stop it first.');
  if (!(await isUnfinished(db))) {
    for (const table of await describeSchema(db)) if ((await countRows(db, table)) > 0) throw notEmpty(table.name);
  }
  // Migrations go forward only, and are wanted with the data in place.
  if (present > schema) {
    throw new OperatorError(
      `The database is empty but set up for a newer version (${present}) than the data (${schema}). Begin with a new database: it is brought up to this version when the data is in it.`,
    );
  }
}

const notEmpty = (table: string): OperatorError =>
  new OperatorError(
    `The database is not empty: there is something in ${table}. Begin with a new one; this was left as it is.`,
  );

async function empty(db: Db, tables: readonly Table[]): Promise<void> {
  await sql`TRUNCATE ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(db);
}

function fill(db: Db, tables: readonly Table[]): Target {
  const byName = new Map(tables.map((table) => [table.name, table]));
  let last: Table | undefined;
  const analyzeLast = async () => {
    // What refers to it is checked by its key: a plan that was made when it was empty would read the whole of it for each row.
    if (last) await sql`ANALYZE ${sql.table(last.name)}`.execute(db);
  };
  return {
    async load(name, columns, rows) {
      const table = byName.get(name);
      // Names of the data go into statements only if the database has them, too.
      if (!table) throw new OperatorError(`The database has no table ${name}, which the data has.`);
      if (last !== table) await analyzeLast();
      last = table;
      await loadRows(db, { name, columns: chosen(table, columns) }, rows);
    },
    async finish({ rows, secretCheck }) {
      await analyzeLast();
      for (const [name, expected] of rows) {
        const table = byName.get(name);
        const found = table ? await countRows(db, table) : 0;
        if (found !== expected) throw new OperatorError(`${name} has ${found} rows instead of ${expected}.`);
      }
      await writeSecretCheck(db, secretCheck);
      await migrate(db);
      await markFinished(db);
    },
  };
}

function chosen(table: Table, columns: readonly string[]): Table['columns'] {
  return columns.map((name) => {
    const column = table.columns.find((each) => each.name === name);
    if (!column) throw new OperatorError(`The table ${table.name} has no column ${name}, which the data has.`);
    return column;
  });
}
