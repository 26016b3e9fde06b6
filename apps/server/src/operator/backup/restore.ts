import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../../config.ts';
import type { Db } from '../../platform/db/index.ts';
import { isSecretOf } from '../../platform/db/secret-check.ts';
import { deploymentSecrets } from '../../platform/kept-secret.ts';
import { createSecrets, type Secrets } from '../../platform/secrets.ts';
import { OperatorError } from '../errors.ts';
import { type Member, readArchive } from './archive.ts';
import { type Inspected, inspectBackup, partOf, rowsOf } from './inspect.ts';
import type { Manifest } from './manifest.ts';
import { openHere } from './open.ts';
import { keptSecretFiles } from './secret-files.ts';
import { prepareTarget, type Target } from './target.ts';

export interface RestoreSummary {
  made_at: string;
  /** The version that made the backup. */
  ragkeep: string;
  rows: number;
  files: number;
}

/**
 * Fills an empty database and DATA_DIR/files from a backup, and brings it up to this version.
 *
 * @throws OperatorError when something is wrong with the backup, the secret or the database
 */
export async function restoreBackup(config: Config, input: { file: string }): Promise<RestoreSummary> {
  const path = resolve(input.file);
  const checked = await checkBackup(config, path);
  const { db, close } = await openHere(config);
  try {
    return await restoreInto(db, config, path, checked);
  } finally {
    await close();
  }
}

export interface Checked {
  manifest: Manifest;
  /** Files of the secret that is in the backup, where there is none yet: their names and what is in them. */
  secretFiles: ReadonlyMap<string, string>;
}

/** The whole of the backup is read before anything is written: then it is known to be whole, readable, and of the secret at hand. */
export async function checkBackup(config: Config, path: string): Promise<Checked> {
  const inspected = await inspectBackup(path);
  const { manifest } = inspected;
  const { secrets, secretFiles } = await secretsFor(config, inspected);
  if (isSecretOf(secrets, Buffer.from(manifest.secret_check, 'base64'))) return { manifest, secretFiles };
  throw new OperatorError(
    'The secret is not the one that the backup is sealed with, so what it holds could not be opened. Nothing was written. Set RAGKEEP_SECRET to the former server’s, or put its file `secret` into DATA_DIR.',
  );
}

/** Broken off, it leaves a database that nothing serves from, and begins anew when it is run again. */
export async function restoreInto(
  db: Db,
  { dataDir }: Pick<Config, 'dataDir'>,
  path: string,
  { manifest, secretFiles }: Checked,
): Promise<RestoreSummary> {
  const target = await prepareTarget(db, manifest.schema);
  for (const [name, text] of secretFiles) await writeFile(join(dataDir, name), text, { mode: 0o600, flush: true });
  const columns = new Map(manifest.tables.map((table) => [table.name, table.columns]));
  let files = 0;
  for await (const member of readArchive(path)) {
    const part = partOf(member.name);
    if (part.type === 'rows') await loadPart(target, part.table, columns, member);
    if (part.type !== 'file') continue;
    await writeStoredFile(join(dataDir, 'files', part.tenantId), part.id, member);
    files += 1;
  }
  if (files !== manifest.files) throw new OperatorError(`There are ${files} files instead of ${manifest.files}.`);
  await target.finish({
    rows: new Map(manifest.tables.map(({ name, rows }) => [name, rows])),
    secretCheck: Buffer.from(manifest.secret_check, 'base64'),
  });
  return summaryOf(manifest);
}

/** The secret at hand, else the one in the backup, which then is to be kept. A new one would open nothing, so none is made. */
async function secretsFor(
  config: Config,
  { secrets: inBackup }: Inspected,
): Promise<{ secrets: Secrets; secretFiles: ReadonlyMap<string, string> }> {
  if (config.secret !== undefined || (await keptSecretFiles(config)).length > 0) {
    return { secrets: await deploymentSecrets(config), secretFiles: new Map() };
  }
  const present = inBackup.get('secret')?.trim();
  if (present === undefined) {
    throw new OperatorError(
      'There is no secret: it is not in the backup. Set RAGKEEP_SECRET to the former server’s, or put its file `secret` into DATA_DIR.',
    );
  }
  const previous = inBackup.get('secret.previous')?.trim();
  const former = [...(previous ? [previous] : []), ...config.previousSecrets];
  return { secrets: createSecrets(present, former), secretFiles: inBackup };
}

async function loadPart(
  target: Target,
  table: string,
  columns: ReadonlyMap<string, readonly string[]>,
  member: Member,
): Promise<void> {
  const named = columns.get(table);
  if (!named) throw new OperatorError(`The manifest does not name the table ${table}.`);
  await target.load(table, named, await rowsOf(member));
}

async function writeStoredFile(folder: string, id: string, { content }: Member): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${id}.part`);
  await pipeline(content, createWriteStream(temporary, { mode: 0o600, flush: true }));
  await rename(temporary, join(folder, id));
}

const summaryOf = ({ created_at, ragkeep, tables, files }: Manifest): RestoreSummary => ({
  made_at: created_at,
  ragkeep,
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  files,
});
