import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import type { Column, Table } from './schema.ts';
import { EMPTIED } from './tables.ts';

/**
 * The values of a row, in the order of the table's columns, each as PostgreSQL writes it as text, which it reads back to the same
 * value on every engine. Vectors are in pgvector's binary form as base64: their text takes three times as much room and fifteen times as long to read.
 */
export type Row = (string | null)[];

/** So much text of a table is held in memory at a time, about; a single row may be longer. */
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const MOST_ROWS = 2_000;
const FIRST_ROWS = 20;

const isVector = ({ type }: Column): boolean => type.startsWith('vector');

/** Runs `work` on the database as it is at this moment, whatever is written meanwhile. */
export function inSnapshot<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await fixTextForms(tx);
      return work(tx);
    });
}

/** How values are written as text must not depend on the settings of the server or the user. The first statement takes the snapshot. */
async function fixTextForms(tx: Db): Promise<void> {
  await sql`SELECT set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
    set_config('intervalstyle', 'postgres', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true)`.execute(tx);
}

export async function countRows(db: Db, { name }: Table): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(name)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** All rows of a table, a few megabytes at a time. Within `inSnapshot`. */
export async function* readRows(tx: Db, table: Table): AsyncGenerator<Row[]> {
  const cursor = sql.ref(`rows_of_${table.name}`);
  const values = table.columns.map((column, index) => sql`${written(table, column)} AS ${sql.ref(`c${index}`)}`);
  await sql`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${sql.join(values)} FROM ${sql.table(table.name)}`.execute(
    tx,
  );
  let howMany = FIRST_ROWS;
  for (;;) {
    const { rows: found } = await sql<Record<string, string | Buffer | null>>`
      FETCH ${sql.lit(howMany)} FROM ${cursor}`.execute(tx);
    if (found.length === 0) break;
    const rows = found.map((row) =>
      Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value)),
    );
    yield rows;
    const each = rows.reduce((sum, row) => sum + lengthOf(row), 0) / rows.length;
    howMany = Math.max(1, Math.min(MOST_ROWS, Math.floor(BATCH_CHARACTERS / Math.max(1, each))));
  }
  await sql`CLOSE ${cursor}`.execute(tx);
}

const lengthOf = (row: Row): number => row.reduce((sum, value) => sum + (value?.length ?? 0), 0);

function written(table: Table, column: Column) {
  if (EMPTIED[table.name]?.includes(column.name)) return sql`NULL`;
  return isVector(column) ? sql`vector_send(${sql.ref(column.name)})` : sql`${sql.ref(column.name)}::text`;
}

/** Adds rows as `readRows` gave them, all or none. */
export async function loadRows(db: Db, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = table.columns.map(({ name }) => sql.ref(name));
  const names = table.columns.map((_, index) => sql.ref(`c${index}`));
  const vectors = table.columns.some(isVector) ? await vectorType(db) : 0;
  const arrays = table.columns.map((column, index) => {
    const values = rows.map((row) => row[index] ?? null);
    return isVector(column) ? sql`${vectorArray(vectors, values)}::vector[]` : sql`${values}::text[]`;
  });
  const values = table.columns.map((column, index) =>
    isVector(column) ? names[index] : sql`${names[index]}::${sql.raw(column.type)}`,
  );
  await sql`
    INSERT INTO ${sql.table(table.name)} (${sql.join(columns)})
    SELECT ${sql.join(values)} FROM unnest(${sql.join(arrays)}) AS loaded (${sql.join(names)})`.execute(db);
}

async function vectorType(db: Db): Promise<number> {
  const { rows } = await sql<{ oid: number }>`SELECT 'vector'::regtype::oid::int AS oid`.execute(db);
  return rows[0]?.oid ?? 0;
}

/** An array of vectors in PostgreSQL's binary form (`array_recv`): dimensions, whether there are nulls, the type, then length, lower bound and elements. */
function vectorArray(type: number, values: readonly (string | null)[]): Buffer {
  const head = [values.length > 0 ? 1 : 0, values.includes(null) ? 1 : 0, type];
  const parts = [integers(...head, ...(values.length > 0 ? [values.length, 1] : []))];
  for (const value of values) {
    const bytes = value === null ? null : Buffer.from(value, 'base64');
    parts.push(integers(bytes?.length ?? -1), ...(bytes ? [bytes] : []));
  }
  return Buffer.concat(parts);
}

function integers(...numbers: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeInt32BE(number, 4 * index);
  return bytes;
}
