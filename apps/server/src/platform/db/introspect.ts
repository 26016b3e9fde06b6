import { type Kysely, sql } from 'kysely';

/** Postgres type → what `pg` gives for it. Types of extensions are read and written as text. */
const TYPES: Record<string, string> = {
  bool: 'boolean',
  bytea: 'Buffer',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  jsonb: 'Json',
  text: 'string',
  timestamptz: 'Timestamp',
  uuid: 'string',
};

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: boolean;
  has_default: boolean;
}

/** The TypeScript of `tables.ts` for the schema as it is: run by `npm run generate`, and by a test that compares. */
export async function describeTables<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<Column>`
    SELECT table_name, column_name, udt_name, is_nullable = 'YES' AS is_nullable,
           (column_default IS NOT NULL OR is_generated = 'ALWAYS') AS has_default
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT LIKE 'migrations%'
      AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
    ORDER BY table_name, ordinal_position`.execute(db);

  const tables = new Map<string, string[]>();
  for (const row of rows) {
    const lines = tables.get(row.table_name) ?? [];
    lines.push(`    ${row.column_name}: ${typeOf(row)};`);
    tables.set(row.table_name, lines);
  }
  const body = [...tables].map(([name, lines]) => `  ${name}: {\n${lines.join('\n')}\n  };`).join('\n');
  return `// Made from the migrations by \`npm run generate\`. Do not edit.
import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;
/** Read as a value, written as JSON text. */
type Json = ColumnType<unknown, string, string>;
type GeneratedJson = ColumnType<unknown, string | undefined, string>;

export interface Tables {
${body}
}
`;
}

function typeOf({ udt_name: type, is_nullable: nullable, has_default: optional }: Column): string {
  const element = type.startsWith('_') ? `${TYPES[type.slice(1)] ?? 'string'}[]` : (TYPES[type] ?? 'string');
  const full = nullable ? `${element} | null` : element;
  if (!optional || nullable) return full;
  return full === 'Json' ? 'GeneratedJson' : `Generated<${full}>`;
}
