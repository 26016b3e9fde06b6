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
  const { value } = await db
    .selectFrom('deployment')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  if (secrets.verify(name, name, value)) return;
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
