import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openEmbedded } from '../../platform/db/embedded/index.ts';
import { type Database, embeddedDatabase } from '../../platform/db/index.ts';
import { inSnapshot, loadRows, type Row, readRows } from './rows.ts';
import { describeSchema, type Table } from './schema.ts';

let database: Database;
let tables: Table[];
beforeAll(async () => {
  const { pool, close } = await openEmbedded({ snapshot: await readFile(inject('snapshotFile')), sharedBuffersMb: 32 });
  database = await embeddedDatabase(pool, close);
  for (const name of ['odd', 'odd_copy']) {
    await sql`CREATE TABLE ${sql.table(name)} (
      n int, t text, ts text[], b bytea, at timestamptz, day date, f float8, big bigint, j jsonb, v vector, bits bit varying, yes boolean)`.execute(
      database.db,
    );
  }
  tables = await describeSchema(database.db);
});
afterAll(() => database.close());

const table = (name: string): Table => tables.find((each) => each.name === name) ?? expect.fail();

async function all(name: string): Promise<Row[]> {
  const rows: Row[] = [];
  await inSnapshot(database.db, async (tx) => {
    for await (const batch of readRows(tx, table(name))) rows.push(...batch);
  });
  return rows.sort((a, b) => Number(a[0]) - Number(b[0]));
}

it('rows come back as they were, to the last digit, in whatever time zone and form the user has set', async () => {
  // What PostgreSQL keeps in a text: no zero character, no half of a pair.
  const text = fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', ''));
  const value = fc.record({
    t: fc.option(text),
    ts: fc.option(fc.array(fc.option(text), { maxLength: 4 })),
    b: fc.option(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))),
    at: fc.option(
      fc.constantFrom(
        '2026-03-29 02:30:00.123456+02',
        '0044-03-15 12:00:00+00 BC',
        'infinity',
        '1969-12-31 23:59:59.999999Z',
      ),
    ),
    day: fc.option(fc.constantFrom('2024-02-29', '-infinity')),
    f: fc.option(fc.oneof(fc.double(), fc.constantFrom(5e-324, 0.1 + 0.2, Number.MAX_VALUE))),
    big: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
    j: fc.option(fc.constantFrom('{"a": [1, 1.10, 12345678901234567890123]}', 'null', '"\\u00e9\\\\"')),
    v: fc.option(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 5 })),
    bits: fc.option(fc.constantFrom('', '1', '0101101')),
    yes: fc.option(fc.boolean()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 30 }), async (values) => {
      const { db } = database;
      await sql`TRUNCATE odd, odd_copy`.execute(db);
      for (const [n, { t, ts, b, at, day, f, big, j, v, bits, yes }] of values.entries()) {
        await sql`INSERT INTO odd VALUES (${n}, ${t}, ${ts}, ${b}, ${at}, ${day}, ${f}, ${big}, ${j},
          ${v && `[${v.join(',')}]`}, ${bits}, ${yes})`.execute(db);
      }
      await sql`SET timezone = 'Asia/Kathmandu'`.execute(db);
      await sql`SET datestyle = 'German, DMY'`.execute(db);
      await sql`SET extra_float_digits = -10`.execute(db);
      const rows = await all('odd');
      await loadRows(db, table('odd_copy'), rows);
      await sql`RESET ALL`.execute(db);
      expect(await all('odd_copy')).toEqual(rows);
      const { rows: differing } = await sql`
        (SELECT n, t, ts, b, at, day, f, big, j, v::text, bits, yes FROM odd EXCEPT ALL SELECT n, t, ts, b, at, day, f, big, j, v::text, bits, yes FROM odd_copy)`.execute(
        db,
      );
      expect(differing).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
