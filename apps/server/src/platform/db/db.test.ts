import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describePlacement } from './citus.ts';
import { type EmbeddedDatabase, openEmbedded } from './embedded/index.ts';
import { FolderInUseError, lockFolder } from './embedded/lock.ts';
import { type Database, embeddedDatabase } from './index.ts';
import { describeTables } from './introspect.ts';
import { createMaintenance } from './maintenance.ts';
import { isMigrated, migrate, SchemaTooNewError } from './migrate.ts';
import { DIRECTORY_TABLES, LOCAL_TABLES, placementOf } from './sharding.ts';

let embedded: EmbeddedDatabase;
let database: Database;
beforeAll(async () => {
  embedded = await openEmbedded({ snapshot: await readFile(inject('snapshotFile')), sharedBuffersMb: 32 });
  database = await embeddedDatabase(embedded.pool, embedded.close);
});
afterAll(() => database.close());

describe('the embedded database', () => {
  // The tables of these tests are none of the product's, which others look at.
  afterAll(() => sql`DROP TABLE IF EXISTS counter, half, of_grown, grown`.execute(database.db));

  it('carries large values both ways', async () => {
    const text = 'ä'.repeat(3_000_000);
    const { rows } = await sql<{ text: string }>`SELECT ${text}::text AS text`.execute(database.db);
    expect(rows[0]?.text === text).toBe(true);
  });

  it('serves transactions and queries that come at once, one after the other', async () => {
    await sql`CREATE TABLE counter (n int)`.execute(database.db);
    await sql`INSERT INTO counter VALUES (0)`.execute(database.db);
    const raise = () =>
      database.db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ n: number }>`SELECT n FROM counter`.execute(tx);
        await sql`UPDATE counter SET n = ${(rows[0]?.n ?? 0) + 1}`.execute(tx);
      });
    await Promise.all(Array.from({ length: 20 }, raise));
    const { rows } = await sql<{ n: number }>`SELECT n FROM counter`.execute(database.db);
    expect(rows[0]?.n).toBe(20);
  });

  it('a connection that breaks in a transaction leaves neither it nor its statements behind', async () => {
    await sql`CREATE TABLE half (n int)`.execute(database.db);
    const client = await embedded.pool.connect();
    await client.query('BEGIN');
    await client.query({ name: 'kept', text: 'INSERT INTO half VALUES ($1)', values: [1] });
    client.release(new Error('broken'));
    const { rows } = await sql`SELECT * FROM half`.execute(database.db);
    expect(rows).toEqual([]);
    const next = await embedded.pool.connect();
    await next.query({ name: 'kept', text: 'INSERT INTO half VALUES ($1)', values: [2] });
    next.release();
    expect((await sql`SELECT * FROM half`.execute(database.db)).rows).toEqual([{ n: 2 }]);
  });

  it('an error in a statement is an error and no more', async () => {
    await expect(sql`SELECT nonsense`.execute(database.db)).rejects.toMatchObject({ code: '42703' });
    expect((await sql`SELECT 1 AS one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
  });

  it('learns of tables that have grown: a foreign key’s check does not go on reading a table as if it were empty', async () => {
    const { db } = database;
    await sql`CREATE TABLE grown (a int, b int, PRIMARY KEY (a, b))`.execute(db);
    await sql`CREATE TABLE of_grown (a int, b int, FOREIGN KEY (a, b) REFERENCES grown)`.execute(db);
    await sql`ANALYZE grown`.execute(db);
    const rowsRead = async () => {
      const { rows } = await sql<{ n: string }>`
        SELECT seq_tup_read AS n FROM pg_stat_xact_user_tables WHERE relname = 'grown'`.execute(db);
      return Number(rows[0]?.n);
    };
    const plan = async () => {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN SELECT FROM grown WHERE a = 1 AND b = 2`.execute(db);
      return rows.map((row) => row['QUERY PLAN']).join();
    };
    expect(await plan()).toContain('Seq Scan');
    await sql`INSERT INTO grown SELECT 1, n FROM generate_series(1, 20000) n`.execute(db);
    const maintenance = createMaintenance(db, { now: () => new Date() });
    await maintenance.analyzeGrown();
    const { rows } = await sql<{
      pages: number;
    }>`SELECT relpages AS pages FROM pg_class WHERE relname = 'grown'`.execute(db);
    expect(rows[0]?.pages).toBeGreaterThan(50);
    expect(await plan()).toContain('Index');
    const before = await rowsRead();
    await sql`INSERT INTO of_grown SELECT 1, n FROM generate_series(1, 100) n`.execute(db);
    expect(await rowsRead()).toBe(before);
  });

  it('keeps its folder for one process, and gives it back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ragkeep-lock-'));
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUseError);
    unlock();
    lockFolder(folder)();
    await rm(folder, { recursive: true });
  });
});

describe('migrations', () => {
  it('are taken once', async () => {
    expect(await migrate(database.db)).toEqual([]);
    expect(await isMigrated(database.db)).toBe(true);
  });

  it('wait for each other when two processes begin at once', async () => {
    const fresh = await openEmbedded({ sharedBuffersMb: 32 });
    const { db, close } = await embeddedDatabase(fresh.pool, fresh.close);
    const taken = await Promise.all([migrate(db), migrate(db)]);
    expect(taken.map((steps) => steps.length > 0).sort()).toEqual([false, true]);
    await close();
  });

  it('refuse a schema from a newer version and leave it alone', async () => {
    await sql`INSERT INTO migrations (name, timestamp) VALUES ('9999_future', '2100-01-01')`.execute(database.db);
    await expect(migrate(database.db)).rejects.toThrow(SchemaTooNewError);
    expect(await isMigrated(database.db)).toBe(false);
    await sql`DELETE FROM migrations WHERE name = '9999_future'`.execute(database.db);
  });

  it('and the types of the tables tell the same story (npm run generate)', async () => {
    const fresh = await openEmbedded({ snapshot: await readFile(inject('snapshotFile')), sharedBuffersMb: 32 });
    const { db, close } = await embeddedDatabase(fresh.pool, fresh.close);
    const written = await readFile(new URL('./tables.ts', import.meta.url), 'utf8');
    expect(await describeTables(db)).toBe(written);
    await close();
  });

  it('every tenant-owned table has tenant_id first in its keys and constraints', async () => {
    const { rows } = await sql<{ name: string; table: string; first: string }>`
      SELECT c.conname AS name, c.conrelid::regclass::text AS table, a.attname AS first
      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.contype IN ('p', 'u', 'f') AND c.connamespace = 'public'::regnamespace
        AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.conrelid AND t.attname = 'tenant_id')`.execute(
      database.db,
    );
    const exempt = new Set([...DIRECTORY_TABLES, ...LOCAL_TABLES]);
    const wrong = rows.filter((row) => row.first !== 'tenant_id' && !exempt.has(row.table));
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(15);
    // And of every table it is known where it belongs when tenants are spread over nodes.
    const tables = await describePlacement(database.db);
    expect(tables.filter((table) => placementOf(table) === 'undecided')).toEqual([]);
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...exempt]));
  });
});
