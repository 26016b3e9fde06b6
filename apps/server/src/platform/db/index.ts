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
  /** Where there are several, a connection of its own, which nothing slow ever holds; null for an exclusive database. */
  control: Db | null;
  /** Whether no other process can use this database meanwhile. */
  exclusive: boolean;
  /** For people, as `PostgreSQL 17.2 (server)`. */
  description: string;
  close(): Promise<void>;
}

/** Opens PostgreSQL at `url`, or without one the embedded database in `dataDir`. */
export async function openDatabase(options: {
  url?: string;
  poolSize?: number;
  dataDir?: string;
  sharedBuffersMb?: number;
}): Promise<Database> {
  if (options.url) return openServer(options.url, options.poolSize ?? 10);
  const { pool, close } = await openEmbedded(options);
  return embeddedDatabase(pool, close);
}

/** The embedded database over its pool. */
export const embeddedDatabase = (pool: pg.Pool, close: () => Promise<void>): Promise<Database> =>
  fromPool(pool, { control: null, exclusive: true, place: 'embedded', close });

async function fromPool(
  pool: pg.Pool,
  { place, ...rest }: Pick<Database, 'control' | 'exclusive' | 'close'> & { place: string },
): Promise<Database> {
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {});
  const size = pool.options.max ?? 1;
  const open = (limit: number) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: gate(pool, limit) }) });
  const db = open(size);
  const background = open(Math.max(1, Math.floor(size / 2)));
  try {
    const { rows } = await sql<{ server_version: string }>`SHOW server_version`.execute(db);
    return { db, background, description: `PostgreSQL ${rows[0]?.server_version ?? '?'} (${place})`, ...rest };
  } catch (error) {
    await rest.close();
    throw error;
  }
}

function openServer(url: string, max: number): Promise<Database> {
  const poolOf = (size: number) =>
    new pg.Pool({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: 10_000,
      application_name: 'ragkeep',
    });
  const pool = poolOf(max);
  // A server that gives only one connection has to do with it.
  const controlPool = max > 1 ? poolOf(1) : pool;
  controlPool.on('error', () => {});
  return fromPool(pool, {
    control: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: gate(controlPool, 1) }) }),
    exclusive: false,
    place: 'server',
    close: async () => {
      await pool.end();
      if (controlPool !== pool) await controlPool.end();
    },
  });
}

// Counts (int8) are far below 2^53; as numbers they need no conversion at each use.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
