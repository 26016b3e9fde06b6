import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { schemaVersion } from '../../platform/db/migrate.ts';
import { readSecretCheck } from '../../platform/db/secret-check.ts';
import { VERSION } from '../../version.ts';
import { OperatorError } from '../errors.ts';
import { type ArchiveWriter, writeArchive } from './archive.ts';
import { namedFiles, type StoredFile } from './files.ts';
import { FORMAT, type Manifest } from './manifest.ts';
import { countRows, readRows } from './rows.ts';
import { describeSchema, type Table } from './schema.ts';

export interface BackupSource {
  /** Within `inSnapshot`. */
  tx: Db;
  databaseDescription: string;
  /** Where the files are that the snapshot may name, below their tenants' ids. */
  filesDir: string;
  /** Files of the kept secret to take along; none: the secret is kept elsewhere. */
  secretFiles: readonly string[];
  clock: Clock;
}

export interface BackupSummary {
  file: string;
  bytes: number;
  rows: number;
  files: number;
  with_secret: boolean;
}

/** How many files that are missing are named. */
const NAMED = 3;

/**
 * Writes all that a snapshot holds into one archive: `manifest.json`, the kept secret if wanted, `tables/<name>/<n>.ndjson` with a row a line
 * (`Row`), `files/<tenant>/<id>`, `SHA256SUMS`. Holds a few megabytes in memory, whatever the size.
 *
 * @throws OperatorError when a file is missing that the database names, or the archive cannot be written; then there is none
 */
export async function writeBackup(file: string, source: BackupSource): Promise<BackupSummary> {
  const { tx, filesDir, secretFiles } = source;
  const tables = await describeSchema(tx);
  const manifest = await describeBackup(source, tables);
  const bytes = await writeArchive(file, async (archive) => {
    await archive.add('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    for (const path of secretFiles) await archive.add(basename(path), await readFile(path));
    for (const table of tables) await writeTable(archive, tx, table);
    for await (const { tenantId, id } of namedFiles(tx)) {
      await archive.addFile(`files/${tenantId}/${id}`, join(filesDir, tenantId, id));
    }
  });
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return { file, bytes, rows, files: manifest.files, with_secret: manifest.with_secret };
}

async function describeBackup(source: BackupSource, tables: readonly Table[]): Promise<Manifest> {
  const { tx, databaseDescription, filesDir, secretFiles, clock } = source;
  const [schema, check] = [await schemaVersion(tx), await readSecretCheck(tx)];
  if (schema === null || check === null) throw new OperatorError('No server has used this database yet.');
  const counted: Manifest['tables'] = [];
  for (const table of tables) {
    counted.push({
      name: table.name,
      columns: table.columns.map(({ name }) => name),
      rows: await countRows(tx, table),
    });
  }
  return {
    format: FORMAT,
    ragkeep: VERSION,
    schema,
    engine: databaseDescription,
    created_at: clock.now().toISOString(),
    tables: counted,
    files: await countFiles(tx, filesDir),
    secret_check: check.toString('base64'),
    with_secret: secretFiles.length > 0,
  };
}

/** Throws an OperatorError when some are not there: a backup without them would look whole. */
async function countFiles(tx: Db, filesDir: string): Promise<number> {
  let count = 0;
  const missing: StoredFile[] = [];
  for await (const file of namedFiles(tx)) {
    count += 1;
    await access(join(filesDir, file.tenantId, file.id)).catch(() => missing.push(file));
  }
  if (missing.length === 0) return count;
  const some = missing.slice(0, NAMED).map(({ tenantId, id }) => `${tenantId}/${id}`);
  throw new OperatorError(
    `Not backed up: ${missing.length} of ${count} uploaded files are missing in DATA_DIR/files, such as ${some.join(', ')}. Put them back, or delete the documents that they belong to.`,
  );
}

async function writeTable(archive: ArchiveWriter, tx: Db, table: Table): Promise<void> {
  let part = 0;
  for await (const rows of readRows(tx, table)) {
    part += 1;
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await archive.add(`tables/${table.name}/${String(part).padStart(6, '0')}.ndjson`, Buffer.from(lines));
  }
}
