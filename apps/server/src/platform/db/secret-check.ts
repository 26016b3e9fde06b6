import type { Secrets } from '../secrets.ts';
import type { Db } from './index.ts';

/** The process was started with another secret than what the database holds was sealed and signed with. */
export class WrongSecretError extends Error {
  override name = 'WrongSecretError';
}

/**
 * Throws a WrongSecretError unless the secret is the one that this database was first used with. Without the check everything
 * sealed would fail one by one, in the middle of requests.
 */
export async function checkSecret(db: Db, secrets: Secrets): Promise<void> {
  const name = 'secret_check';
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
    'The secret is not the one that this database was first used with, so what it holds cannot be opened. Put back RAGKEEP_SECRET, or with the embedded database the file `secret` in DATA_DIR.',
  );
}
