import { sql } from 'kysely';
import type { Db } from './index.ts';

/** The database holds only a part of what it should. */
export class UnfinishedError extends Error {
  override name = 'UnfinishedError';
}

const name = 'unfinished_restore';

/** Notes that rows are about to be loaded: until that is taken back, nothing serves from this database. */
export async function markUnfinished(db: Db): Promise<void> {
  await db
    .insertInto('deployment')
    .values({ name, value: Buffer.from('1') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function markFinished(db: Db): Promise<void> {
  await db.deleteFrom('deployment').where('name', '=', name).execute();
}

export async function isUnfinished(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`SELECT to_regclass('deployment') IS NOT NULL AS found`.execute(db);
  if (!rows[0]?.found) return false;
  return (await db.selectFrom('deployment').select('name').where('name', '=', name).execute()).length > 0;
}

/** Throws an UnfinishedError when a restore or a move into this database was broken off. */
export async function requireFinished(db: Db): Promise<void> {
  if (!(await isUnfinished(db))) return;
  throw new UnfinishedError(
    'A restore or a move into this database did not come to its end, so it holds only a part. Run it again: it begins anew.',
  );
}
