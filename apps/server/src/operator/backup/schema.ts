import { type Kysely, sql } from 'kysely';
import { LEFT_OUT } from './tables.ts';

export interface Column {
  name: string;
  /** As it is written in a cast: `text[]`, `vector`, `bit varying`. */
  type: string;
}

export interface Table {
  name: string;
  columns: Column[];
}

/** The tables whose rows are taken along, each after those that it refers to, with the columns that are not computed from others. */
export async function describeSchema<T>(db: Kysely<T>): Promise<Table[]> {
  const { rows } = await sql<{ table: string; name: string; type: string }>`
    SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY c.relname, a.attnum`.execute(db);
  const tables = [...Map.groupBy(rows, ({ table }) => table)]
    .filter(([name]) => !Object.hasOwn(LEFT_OUT, name))
    .map(([name, columns]) => ({ name, columns: columns.map((column) => ({ name: column.name, type: column.type })) }));
  return inOrder(tables, await references(db));
}

/** Which table refers to which. */
async function references<T>(db: Kysely<T>): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ from: string; to: string }>`
    SELECT f.relname AS from, t.relname AS to
    FROM pg_constraint c JOIN pg_class f ON f.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
    WHERE c.contype = 'f' AND f.relnamespace = 'public'::regnamespace AND f.oid <> t.oid`.execute(db);
  const grouped = Map.groupBy(rows, ({ from }) => from);
  return new Map([...grouped].map(([from, list]) => [from, list.map(({ to }) => to)]));
}

/** Depth first, so that what is referred to comes before. References in a circle would need another way of loading. */
function inOrder(tables: readonly Table[], refersTo: ReadonlyMap<string, readonly string[]>): Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<Table>();
  const visit = (table: Table, above: readonly string[]) => {
    if (above.includes(table.name)) throw new Error(`tables refer to each other in a circle: ${above.join(', ')}`);
    for (const name of refersTo.get(table.name) ?? []) {
      const other = byName.get(name);
      if (other && !ordered.has(other)) visit(other, [...above, table.name]);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...ordered];
}
