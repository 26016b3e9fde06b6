import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type Environment, generateKey, type KeyFormat, parseKey } from '@ragkeep/access';
import type { Db } from '../../platform/db/index.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { insertSecret } from './secret-store.ts';

/** What is stored of a key: its SHA-256. The secret part has over 150 random bits, so no slow hash is needed. */
export const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export interface NewSecret {
  raw: string;
  prefix: string;
}

export function newSecret(format: KeyFormat, environment: Environment): NewSecret {
  const raw = generateKey(format, { environment, randomBytes });
  const parsed = parseKey([format], raw);
  if (!parsed) throw new Error('a generated key must have its own format');
  return { raw, prefix: parsed.displayPrefix };
}

/** Makes the secret one of the key's: from the commit on it opens what the key opens. */
export async function addSecret(tx: Db, secrets: Secrets, tenantId: string, keyId: string, raw: string): Promise<void> {
  const digest = digestOf(raw);
  // As `derivationKey` of @ragkeep/access does it.
  const derivationKey = createHmac('sha256', raw).update('ragkeep derived key').digest();
  await insertSecret(tx, tenantId, keyId, digest, secrets.seal('derivation', digest.toString('hex'), derivationKey));
}

/** What `addSecret` sealed. */
export const openDerivationKey = (secrets: Secrets, digest: Buffer, sealed: Buffer): Buffer =>
  secrets.open('derivation', digest.toString('hex'), sealed);

/** A recoverable key's own copy, which can be opened for this key of this tenant only. */
export const sealRaw = (secrets: Secrets, tenantId: string, keyId: string, raw: string): Buffer =>
  secrets.seal('recoverable-key', `${tenantId}/${keyId}`, Buffer.from(raw));

export const openRaw = (secrets: Secrets, tenantId: string, keyId: string, sealed: Buffer): string =>
  secrets.open('recoverable-key', `${tenantId}/${keyId}`, sealed).toString();

/** What derived keys are checked with, and the copies of recoverable keys. */
export const sealedKeys: readonly SealedColumn[] = [
  {
    name: 'what derived keys are checked with',
    table: 'key_directory',
    key: ['digest'],
    column: 'derivation_key',
    purpose: 'derivation',
    context: ([digest]) => (digest as Buffer).toString('hex'),
  },
  {
    name: 'recoverable keys',
    table: 'api_keys',
    key: ['tenant_id', 'id'],
    column: 'sealed_secret',
    purpose: 'recoverable-key',
    context: ([tenantId, id]) => `${tenantId}/${id}`,
  },
];
