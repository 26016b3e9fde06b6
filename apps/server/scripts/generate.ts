import { writeFile } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { describeTables } from '../src/platform/db/introspect.ts';
import { migrate } from '../src/platform/db/migrate.ts';

// Writes what follows from something else: the types of the tables, from the migrations.
const { pool, close } = await openEmbedded({});
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
await migrate(db);
await writeFile(new URL('../src/platform/db/tables.ts', import.meta.url), await describeTables(db));
await close();
