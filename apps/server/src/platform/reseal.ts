import { sql } from 'kysely';
import type { Db } from './db/index.ts';
import type { SealedColumn } from './sealed-columns.ts';
import { HEADER_BYTES, type Secrets } from './secrets.ts';

/** Rows that are read, and written in one transaction, at a time. */
const BATCH = 500;

/** How many values of a column are sealed with which secret. */
export interface SealCounts {
  /** By secret, the present one first. */
  counts: number[];
  /** From before sealed values said so. */
  unmarked: number;
}

type Row = Record<string, unknown> & { sealed: Buffer };

const header = ({ column }: SealedColumn) => sql`substring(${sql.ref(column)} FROM 1 FOR ${HEADER_BYTES}::int)`;

export async function countSeals(db: Db, { headers }: Secrets, sealed: SealedColumn): Promise<SealCounts> {
  const { rows } = await sql<{ place: number | null; count: number }>`
    SELECT array_position(${headers}::bytea[], ${header(sealed)}) AS place, count(*) AS count
    FROM ${sql.table(sealed.table)} WHERE ${sql.ref(sealed.column)} IS NOT NULL GROUP BY 1`.execute(db);
  const of = (place: number | null) => rows.find((row) => row.place === place)?.count ?? 0;
  return { counts: headers.map((_, index) => of(index + 1)), unmarked: of(null) };
}

/**
 * Seals every value of a column anew that is not sealed with the present secret. What is written meanwhile is left as it is. It
 * can be broken off at any time and begun again: what is done is passed over.
 *
 * @returns how many were sealed anew, and how many none of the secrets opens
 */
export async function resealColumn(
  db: Db,
  secrets: Secrets,
  sealed: SealedColumn,
): Promise<{ resealed: number; unreadable: number }> {
  const done = { resealed: 0, unreadable: 0 };
  let last: Row | undefined;
  do {
    const rows = await readBatch(db, secrets, sealed, last);
    await db.transaction().execute(async (tx) => {
      for (const row of rows) {
        const anew = reseal(secrets, sealed, row);
        if (anew === null) done.unreadable += 1;
        else if (await replace(tx, sealed, row, anew)) done.resealed += 1;
      }
    });
    last = rows.at(-1);
  } while (last !== undefined);
  return done;
}

const keyOf = (sealed: SealedColumn, row: Row) => sealed.key.map((column) => row[column]);

async function readBatch(db: Db, { headers }: Secrets, sealed: SealedColumn, after: Row | undefined): Promise<Row[]> {
  const key = sql.join(sealed.key.map((column) => sql.ref(column)));
  const beyond = after ? sql`AND (${key}) > (${sql.join(keyOf(sealed, after))})` : sql``;
  const { rows } = await sql<Row>`
    SELECT ${key}, ${sql.ref(sealed.column)} AS sealed FROM ${sql.table(sealed.table)}
    WHERE ${sql.ref(sealed.column)} IS NOT NULL AND ${header(sealed)} <> ${headers[0]} ${beyond}
    ORDER BY ${key} LIMIT ${BATCH}`.execute(db);
  return rows;
}

function reseal(secrets: Secrets, sealed: SealedColumn, row: Row): Buffer | null {
  const context = sealed.context(keyOf(sealed, row));
  try {
    return secrets.seal(sealed.purpose, context, secrets.open(sealed.purpose, context, row.sealed));
  } catch {
    return null;
  }
}

/** Unless it was changed since it was read. */
async function replace(tx: Db, sealed: SealedColumn, row: Row, anew: Buffer): Promise<boolean> {
  const isRow = sql.join(
    sealed.key.map((column) => sql`${sql.ref(column)} = ${row[column]}`),
    sql` AND `,
  );
  const { numAffectedRows } = await sql`
    UPDATE ${sql.table(sealed.table)} SET ${sql.ref(sealed.column)} = ${anew}
    WHERE ${isRow} AND ${sql.ref(sealed.column)} = ${row.sealed}`.execute(tx);
  return numAffectedRows === 1n;
}
