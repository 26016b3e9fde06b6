import type { Secrets } from '../secrets.ts';
import type { Db } from './index.ts';

/** The process was started with another secret than what the database holds was sealed and signed with. */
export class WrongSecretError extends Error {
  override name = 'WrongSecretError';
}

const name = 'secret_check';

/**
 * Throws a WrongSecretError unless one of the secrets is that of this database: the one that it was first used with, or to which
 * all was moved since. Without the check everything sealed would fail one by one, in the middle of requests.
 */
export async function checkSecret(db: Db, secrets: Secrets): Promise<void> {
  await db
    .insertInto('deployment')
    .values({ name, value: secrets.sign(name, name) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const value = await readSecretCheck(db);
  if (value !== null && isSecretOf(secrets, value)) return;
  throw new WrongSecretError(
    'The secret is not the one that this database is used with, so what it holds cannot be opened. Put back RAGKEEP_SECRET, or with the embedded database the file `secret` in DATA_DIR. To change it, put the former one into RAGKEEP_SECRET_PREVIOUS.',
  );
}

/** Makes the present secret that of the database. From now on no process starts without it. */
export async function noteSecret(db: Db, secrets: Secrets): Promise<void> {
  await db
    .updateTable('deployment')
    .set({ value: secrets.sign(name, name) })
    .where('name', '=', name)
    .execute();
}

/** By which the secret of this database is recognised; null where none was used yet. It tells nothing of the secret. */
export async function readSecretCheck(db: Db): Promise<Buffer | null> {
  const row = await db.selectFrom('deployment').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

/** Whether one of the secrets is that of the database with this check. */
export const isSecretOf = (secrets: Secrets, check: Buffer): boolean => secrets.verify(name, name, check);

/** Takes over the check of another database, along with what that holds. */
export async function writeSecretCheck(db: Db, value: Buffer): Promise<void> {
  await db
    .insertInto('deployment')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
