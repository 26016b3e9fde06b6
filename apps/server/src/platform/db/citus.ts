import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from './index.ts';
import { distribution, placementOf, type TableFacts } from './sharding.ts';

/** Of the advisory lock that whoever moves tables holds. */
const LOCK = 6_081_137;

export interface ClusterFacts {
  /** As `12.1-1`; null where the extension is not installed in this database. */
  citus: string | null;
  /** Nodes that take shards. */
  nodes: number;
  /** Servers that work on the database now. */
  processes: number;
  /** Whether text is ranked by pg_textsearch. */
  hasBm25: boolean;
  undecided: string[];
}

export async function clusterFacts(db: Db): Promise<ClusterFacts> {
  const tables = await describePlacement(db);
  const one = async <T>(query: RawBuilder<{ value: T }>) => (await query.execute(db)).rows[0]?.value;
  const citus = await one<string>(sql`SELECT extversion AS value FROM pg_extension WHERE extname = 'citus'`);
  const nodes = sql<{ value: number }>`
    SELECT count(*) AS value FROM pg_dist_node WHERE isactive AND shouldhaveshards AND noderole = 'primary'`;
  return {
    citus: citus ?? null,
    nodes: citus === undefined ? 0 : ((await one(nodes)) ?? 0),
    processes:
      (await one<number>(sql`SELECT count(*) AS value FROM processes WHERE lease_until > clock_timestamp()`)) ?? 0,
    hasBm25: (await one<boolean>(sql`SELECT to_regclass('chunks_bm25') IS NOT NULL AS value`)) ?? false,
    undecided: tables.filter((table) => placementOf(table) === 'undecided').map(({ name }) => name),
  };
}

/** The tables of the schema, in the order of their names. */
export async function describePlacement(db: Db): Promise<TableFacts[]> {
  const { rows } = await sql<TableFacts>`
    SELECT t.relname::text AS name,
      EXISTS (
        SELECT FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.conrelid = t.oid AND k.contype = 'p' AND a.attname = 'tenant_id'
      ) AS "byTenant",
      ARRAY(
        SELECT DISTINCT other.relname::text FROM pg_constraint k JOIN pg_class other ON other.oid = k.confrelid
        WHERE k.conrelid = t.oid AND k.contype = 'f' AND other.oid <> t.oid
      ) AS "refersTo"
    FROM pg_class t
    WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    ORDER BY t.relname`.execute(db);
  return rows;
}

/** What is still to be done until every table is where it belongs; nothing, as a rule. For `shards` see `distribution`. */
export async function remainingDistribution(db: Db, shards: number): Promise<string[]> {
  const tables = await describePlacement(db);
  return [...distribution(tables, await placedTables(db), shards), ...(await unknownFunctions(db))];
}

/** Does it. Nobody else may write meanwhile. */
export async function distribute(db: Db, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await removeLeftovers(db, await describePlacement(db));
}

/** Brings tables that came later to where they belong; nothing where the tenants are on one machine. One process at a time. */
export async function distributeNew<T>(anyDb: Kysely<T>): Promise<void> {
  const db = anyDb as unknown as Db;
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('pg_dist_partition') IS NOT NULL AS found`.execute(
    db,
  );
  if (!rows[0]?.found || !(await placedTables(db)).has('tenants')) return;
  await db.connection().execute(async (own) => {
    await sql`SELECT pg_advisory_lock(${LOCK})`.execute(own);
    try {
      // The number of shards is that of the tenants.
      await distribute(own, await remainingDistribution(own, 1));
    } finally {
      await sql`SELECT pg_advisory_unlock(${LOCK})`.execute(own);
    }
  });
}

async function placedTables(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`SELECT logicalrelid::text AS name FROM pg_dist_partition`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

/** Our functions run where the rows are, so every node must know them. */
async function unknownFunctions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
      AND NOT EXISTS (SELECT FROM pg_dist_object o WHERE o.classid = 'pg_proc'::regclass AND o.objid = p.oid)
    ORDER BY 1`.execute(db);
  return rows.map(({ name }) => `SELECT create_distributed_function('${name}')`);
}

/** The rows that were copied to the nodes are still here, unseen. Only with all tables spread does nothing refer to them. */
async function removeLeftovers(db: Db, tables: readonly TableFacts[]): Promise<void> {
  for (const table of tables) {
    if (placementOf(table) !== 'tenant') continue;
    await sql`SELECT truncate_local_data_after_distributing_table(${table.name}::regclass)
      WHERE pg_relation_size(${table.name}::regclass) > 0`.execute(db);
  }
}
