import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { distribute, remainingDistribution } from '../src/platform/db/citus.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import type { Tables } from '../src/platform/db/tables.ts';

const SOURCES = [new URL('../migrations/', import.meta.url), new URL('../src/platform/db/', import.meta.url)];
const LOCK = 724_001;
const SHARDS = 4;

/** Where databases are made: a PostgreSQL, or the coordinator of a Citus cluster and its workers. Superusers, as a rule. */
interface Server {
  url: string;
  workers: string[];
}

/**
 * A migrated, empty database on the PostgreSQL at TEST_DATABASE_URL, copied from a template that the first to need it makes. With
 * TEST_CITUS_WORKERS, the workers' URLs with commas, it is spread over those.
 */
export async function databaseOnServer(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const workers = (process.env.TEST_CITUS_WORKERS ?? '').split(',').filter(Boolean);
  const server = { url, workers };
  const template = await requireTemplate(server);
  const name = `ragkeep_test_${randomUUID().replaceAll('-', '')}`;
  await onAll(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: within(url, name), close: () => onAll(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** One for each state of the schema, so that it never grows old. */
async function requireTemplate(server: Server): Promise<string> {
  const hash = createHash('sha256').update(server.workers.join());
  for (const folder of SOURCES) {
    const files = (await readdir(folder)).filter((file) => /^\d+_.*\.sql$|^(sharding|citus)\.ts$/.test(file)).sort();
    for (const file of files) hash.update(await readFile(new URL(file, folder)));
  }
  const name = `ragkeep_template_${hash.digest('hex').slice(0, 16)}`;
  const locked = new pg.Client({ connectionString: server.url });
  await locked.connect();
  try {
    await locked.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await locked.query('SELECT FROM pg_database WHERE datname = $1 AND NOT datallowconn', [name]);
    if (!rowCount) await makeTemplate(server, name);
  } finally {
    await locked.end();
  }
  return name;
}

async function makeTemplate(server: Server, name: string): Promise<void> {
  await onAll(server, `DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
  const own: Server = { url: within(server.url, name), workers: server.workers.map((url) => within(url, name)) };
  const pool = new pg.Pool({ connectionString: own.url, max: 1 });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  if (server.workers.length > 0) {
    await onAll(own, 'CREATE EXTENSION citus');
    const place = (url: string) => [new URL(url).hostname, Number(new URL(url).port)];
    await pool.query('SELECT citus_set_coordinator_host($1, $2)', place(server.url));
    for (const worker of server.workers) await pool.query('SELECT citus_add_node($1, $2)', place(worker));
  }
  await migrate(db);
  if (server.workers.length > 0) await distribute(db, await remainingDistribution(db, SHARDS));
  await db.destroy();
  // A database is copied only while nobody is in it, and Citus is in each of its own.
  const leave = 'SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = $1';
  for (const url of [...server.workers, server.url]) {
    await asAdmin(url, async (admin) => {
      await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      await admin.query(leave, [name]);
    });
  }
}

async function onAll({ url, workers }: Server, ...statements: string[]): Promise<void> {
  await Promise.all(
    [url, ...workers].map((each) =>
      asAdmin(each, async (admin) => {
        for (const statement of statements) await admin.query(statement);
      }),
    ),
  );
}

async function asAdmin(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function within(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
