import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { openEmbedded } from './embedded/index.ts';
import { gate } from './gate.ts';
import type { Tables } from './tables.ts';

/** A connection or a transaction: stores take either. */
export type Db = Kysely<Tables>;

export interface Database {
  /** For requests. */
  db: Db;
  /** For work that nobody waits for: takes only part of the connections, so that requests get past it. */
  background: Db;
  /** For people, as `PostgreSQL 17.2 (server)`. */
  description: string;
  close(): Promise<void>;
}

/** Opens PostgreSQL at `url`, or without one the embedded database in `dataDir`. */
export async function openDatabase(options: { url?: string; poolSize?: number; dataDir?: string }): Promise<Database> {
  const { pool, close, place } = options.url
    ? openServer(options.url, options.poolSize ?? 10)
    : { ...(await openEmbedded(options)), place: 'embedded' };
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {});
  return fromPool(pool, close, place);
}

/** The same for a pool that exists already. */
export async function fromPool(pool: pg.Pool, close: () => Promise<void>, place: string): Promise<Database> {
  const size = pool.options.max ?? 1;
  const open = (limit: number) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: gate(pool, limit) }) });
  const db = open(size);
  const background = open(Math.max(1, Math.floor(size / 2)));
  try {
    const { rows } = await sql<{ server_version: string }>`SHOW server_version`.execute(db);
    return { db, background, description: `PostgreSQL ${rows[0]?.server_version ?? '?'} (${place})`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openServer(url: string, max: number) {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'ragkeep',
  });
  return { pool, close: () => pool.end(), place: 'server' };
}

// Counts (int8) are far below 2^53; as numbers they need no conversion at each use.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
