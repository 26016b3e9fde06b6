import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { openEmbedded } from './embedded/index.ts';
import { type Gate, gate, type Patience } from './gate.ts';
import type { Tables } from './tables.ts';

/** A server that does not answer a request's statement for so long counts as away. The slowest, a tenant's deletion, takes seconds. */
const REQUEST_PATIENCE: Patience = { waitMs: 10_000, answerMs: 30_000 };
/** What goes over the connection that nothing slow holds is a matter of milliseconds. */
const CONTROL_PATIENCE: Patience = { waitMs: 5_000, answerMs: 5_000 };

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
  /** Connections at this moment, and who waits for one. */
  load(): { in_use: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/**
 * Opens PostgreSQL at `url`, or without one the embedded database in `dataDir`.
 *
 * @param options.forRequests whether callers wait for what goes by `db`, so that a server that hangs is given up; commands do without,
 * since some of their statements take minutes
 */
export async function openDatabase(options: {
  url?: string;
  poolSize?: number;
  forRequests?: boolean;
  dataDir?: string;
  sharedBuffersMb?: number;
}): Promise<Database> {
  if (options.url) return openServer(options.url, options.poolSize ?? 10, options.forRequests ? REQUEST_PATIENCE : {});
  const { pool, close } = await openEmbedded(options);
  return embeddedDatabase(pool, close);
}

/** The embedded database over its pool. */
export const embeddedDatabase = (pool: pg.Pool, close: () => Promise<void>): Promise<Database> =>
  fromPool(pool, { control: null, exclusive: true, place: 'embedded', patience: {}, close });

async function fromPool(
  pool: pg.Pool,
  {
    place,
    patience,
    ...rest
  }: Pick<Database, 'control' | 'exclusive' | 'close'> & { place: string; patience: Patience },
): Promise<Database> {
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {});
  const size = pool.options.max ?? 1;
  const gates = { requests: gate(pool, size, patience), work: gate(pool, Math.max(1, Math.floor(size / 2))) };
  const open = (through: Gate) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: through }) });
  const db = open(gates.requests);
  const background = open(gates.work);
  const load = () => ({
    in_use: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: gates.requests.waiting() + gates.work.waiting() + pool.waitingCount,
  });
  try {
    const { rows } = await sql<{ server_version: string }>`SHOW server_version`.execute(db);
    return { db, background, description: `PostgreSQL ${rows[0]?.server_version ?? '?'} (${place})`, load, ...rest };
  } catch (error) {
    await rest.close();
    throw error;
  }
}

function openServer(url: string, max: number, patience: Patience): Promise<Database> {
  const poolOf = (size: number) =>
    new pg.Pool({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: 10_000,
      keepAlive: true, // a peer that vanished without a word is found out by the operating system
      application_name: 'ragkeep',
    });
  const pool = poolOf(max);
  // A server that gives only one connection has to do with it.
  const controlPool = max > 1 ? poolOf(1) : pool;
  controlPool.on('error', () => {});
  return fromPool(pool, {
    control: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: gate(controlPool, 1, CONTROL_PATIENCE) }) }),
    exclusive: false,
    place: 'server',
    patience,
    close: async () => {
      await pool.end();
      if (controlPool !== pool) await controlPool.end();
    },
  });
}

// Counts (int8) are far below 2^53; as numbers they need no conversion at each use.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
