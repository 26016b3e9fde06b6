import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';
import { FILE_COLUMNS } from './tables.ts';

export interface StoredFile {
  tenantId: string;
  id: string;
}

const AT_A_TIME = 1_000;

/**
 * Gives every stored file a second name below `to`, so that it stays when it is deleted. Files never change. Those that have one are
 * passed over, so that a second call finds what came since the first.
 */
export async function holdFiles(from: string, to: string): Promise<void> {
  for (const tenant of await names(from)) {
    await mkdir(join(to, tenant), { recursive: true, mode: 0o700 });
    const held = new Set(await names(join(to, tenant)));
    for (const name of await names(join(from, tenant))) {
      if (!held.has(name)) await hold(join(from, tenant, name), join(to, tenant, name));
    }
  }
}

/** Copies where the file system has no links. What is gone was deleted just now. */
async function hold(from: string, to: string): Promise<void> {
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error;
      return copyFile(from, to);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await rm(to, { force: true });
  }
}

const names = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });

/** Those that the database names, as long as they are needed. */
export async function* namedFiles(tx: Db): AsyncGenerator<StoredFile> {
  const parts = FILE_COLUMNS.map(
    ({ table, column, where }) =>
      sql`SELECT tenant_id, ${sql.ref(column)} AS id FROM ${sql.table(table)}
          WHERE ${sql.ref(column)} IS NOT NULL AND ${sql.raw(where)}`,
  );
  await sql`DECLARE named_files NO SCROLL CURSOR FOR ${sql.join(parts, sql` UNION `)} ORDER BY 1, 2`.execute(tx);
  for (;;) {
    const { rows } = await sql<{ tenant_id: string; id: string }>`
      FETCH ${sql.lit(AT_A_TIME)} FROM named_files`.execute(tx);
    for (const row of rows) yield { tenantId: row.tenant_id, id: row.id };
    if (rows.length < AT_A_TIME) break;
  }
  await sql`CLOSE named_files`.execute(tx);
}
