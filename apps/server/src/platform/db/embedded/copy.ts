import { constants, type Dirent } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Kysely, sql } from 'kysely';

const SLOT = 'ragkeep_backup';
/** Where the file system can, the copy takes no room until one of the two is changed. */
const CLONE = constants.COPYFILE_FICLONE;
const LOG = 'pg_wal';
/** Where the database stands in its log. */
const CONTROL = join('global', 'pg_control');
/** What belongs to the process that has the database open. */
const LEFT_OUT = ['postmaster.pid', 'postmaster.opts'];

/**
 * Copies the files of an open embedded database to `to`, while it is read and written. The copy opens with all that was committed
 * when this ends. It is PostgreSQL's base backup (its manual, "Making a Base Backup Using the Low Level API"): files are copied as they
 * come, and what changed meanwhile is in the log, from which the copy is mended when it is opened.
 *
 * @param from the folder of the database, with `PG_VERSION` in it
 */
export async function copyEmbedded<T>(db: Kysely<T>, from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  try {
    const ended = await copyWhileUsed(db, from, to);
    const [, first] = /\(file (\w+)\)/.exec(ended?.label ?? '') ?? [];
    if (!ended || !first) throw new Error('the database did not say what its copy begins with');
    await copyFile(join(from, CONTROL), join(to, CONTROL));
    // Of the log, what was written meanwhile. Its files are named in their order.
    await mkdir(join(to, LOG), { mode: 0o700 });
    for (const name of await readdir(join(from, LOG))) {
      if (name >= first && name <= ended.last) await copyFile(join(from, LOG, name), join(to, LOG, name), CLONE);
    }
    await writeFile(join(to, 'backup_label'), ended.label, { mode: 0o600 });
  } finally {
    await sql`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${SLOT}`.execute(
      db,
    );
  }
}

/** @returns what the copy has to be given to be opened: a label, and the last file of the log that belongs to it */
async function copyWhileUsed<T>(db: Kysely<T>, from: string, to: string) {
  // Waits for the database only here: it writes out what it has in memory, and does nothing else meanwhile.
  await sql`SELECT pg_backup_start('ragkeep', true)`.execute(db);
  let ended: { label: string; last: string } | undefined;
  try {
    // As a server of which another is a copy: the log is kept until it was taken along.
    await sql`SELECT pg_create_physical_replication_slot(${sql.lit(SLOT)}, true, true)`.execute(db);
    await copyFolder(from, to, (path) => ![LOG, CONTROL, ...LEFT_OUT].includes(path));
  } finally {
    const { rows } = await sql<{ label: string; last: string }>`
      SELECT labelfile AS label, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)`.execute(db);
    ended = rows[0];
  }
  return ended;
}

/** @param wanted by the path within `from`; a folder that is not wanted is not looked into */
async function copyFolder(from: string, to: string, wanted: (path: string) => boolean, root = from): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await entriesOf(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (!wanted(relative(root, source))) continue;
    if (entry.isDirectory()) await copyFolder(source, target, wanted, root);
    else await copyFile(source, target, CLONE).catch(ignoreGone);
  }
}

const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    ignoreGone(error);
    return [];
  });

/** Deleted since the folder was read: then the log says so, too. */
function ignoreGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
