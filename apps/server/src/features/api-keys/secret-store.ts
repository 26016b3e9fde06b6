import { sql } from 'kysely';
import type { Db } from '../../platform/db/index.ts';

// The directory: whose key is a secret? By digest, and without knowing the tenant.

/** @param derivationKey sealed; null for a secret that was never seen here */
export async function insertSecret(
  db: Db,
  tenantId: string,
  keyId: string,
  digest: Buffer,
  derivationKey: Buffer | null,
): Promise<void> {
  await db
    .insertInto('key_directory')
    .values({ digest, tenant_id: tenantId, key_id: keyId, derivation_key: derivationKey })
    .execute();
}

/**
 * Secrets that were made elsewhere, known by their digests only.
 *
 * @returns the digests that were free; where one is missing, the transaction has to be undone
 */
export async function insertForeignSecrets(
  db: Db,
  tenantId: string,
  secrets: readonly { keyId: string; digest: Buffer }[],
): Promise<Buffer[]> {
  // In one order, so that two who import the same keys at once do not wait for each other.
  const ordered = secrets.toSorted((a, b) => Buffer.compare(a.digest, b.digest));
  const rows = await db
    .insertInto('key_directory')
    .values(ordered.map(({ keyId, digest }) => ({ digest, tenant_id: tenantId, key_id: keyId, derivation_key: null })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('digest')
    .execute();
  return rows.map((row) => row.digest);
}

/** Lets the key's present secrets live until `until` at most; those that end sooner keep their end. */
export async function retireSecrets(db: Db, tenantId: string, keyId: string, until: Date, now: Date): Promise<void> {
  await db
    .deleteFrom('key_directory')
    .where('tenant_id', '=', tenantId)
    .where('key_id', '=', keyId)
    .where('valid_until', '<=', now)
    .execute();
  await db
    .updateTable('key_directory')
    .set({ valid_until: sql<Date>`LEAST(valid_until, ${until})` })
    .where('tenant_id', '=', tenantId)
    .where('key_id', '=', keyId)
    .execute();
}

/** Ends one secret of a key that may have others. */
export async function deleteSecret(db: Db, tenantId: string, digest: Buffer): Promise<void> {
  await db.deleteFrom('key_directory').where('tenant_id', '=', tenantId).where('digest', '=', digest).execute();
}

/** Of the given keys, or of all that the tenant has. */
export async function deleteSecrets(db: Db, tenantId: string, keyIds?: readonly string[]): Promise<void> {
  await db
    .deleteFrom('key_directory')
    .where('tenant_id', '=', tenantId)
    .$if(keyIds !== undefined, (query) => query.where('key_id', 'in', keyIds ?? []))
    .execute();
}

/** Whose secret has this digest, unless its grace is over. The only read without a tenant. */
export const findSecret = (db: Db, digest: Buffer, now: Date) =>
  db
    .selectFrom('key_directory')
    .select(['tenant_id', 'key_id', 'valid_until', 'derivation_key'])
    .where('digest', '=', digest)
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', now)]))
    .executeTakeFirst();
