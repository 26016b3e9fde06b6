import { mkdir, writeFile } from 'node:fs/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { sdkFiles } from '../../../packages/sdk/scripts/generate.ts';
import { openEmbedded } from '../src/platform/db/embedded/index.ts';
import { describeTables } from '../src/platform/db/introspect.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { referencePages } from './reference.ts';

// Writes what follows from something else: the types of the tables from the migrations, the reference from the code, the SDK from
// the contract.
// Tests compare what is there with what would be written.
const { pool, close } = await openEmbedded({});
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
await migrate(db);
await writeFile(new URL('../src/platform/db/tables.ts', import.meta.url), await describeTables(db));
await close();

const reference = new URL('../../../docs/reference/', import.meta.url);
await mkdir(reference, { recursive: true });
for (const [name, page] of Object.entries(referencePages())) await writeFile(new URL(name, reference), page);

const generated = new URL('../../../packages/sdk/src/generated/', import.meta.url);
await mkdir(generated, { recursive: true });
for (const [name, text] of Object.entries(await sdkFiles())) await writeFile(new URL(name, generated), text);
