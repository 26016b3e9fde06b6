import type { Db } from '../../platform/db/index.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';
import * as store from './store.ts';

const CHAIN = 'audit';
const PURPOSE = 'former-audit-key';

/** A key with which events may have been chained. */
export interface ChainKey {
  key: Buffer;
  /** No event after it was. */
  until: Date | null;
}

/** With which new events are chained. */
export const presentKey = (secrets: Secrets): Buffer => secrets.key(CHAIN);

/** Those of the deployment's secrets, and of the secrets that it had before. */
export async function chainKeys(db: Db, secrets: Secrets): Promise<ChainKey[]> {
  const former = await store.listFormerKeys(db);
  return [
    ...secrets.keys(CHAIN).map((key) => ({ key, until: null })),
    ...former.map(({ id, until, sealed_key }) => ({
      key: secrets.open(PURPOSE, context([id, until]), sealed_key),
      until,
    })),
  ];
}

/**
 * Keeps the chain's keys of the previous secrets, so that what was written until now can be checked when those are gone. They
 * are good for nothing that is written later.
 */
export async function keepFormerChainKeys(db: Db, secrets: Secrets, now: Date): Promise<void> {
  const [, ...former] = secrets.keys(CHAIN);
  for (const [index, key] of former.entries()) {
    const id = secrets.headers[index + 1]?.toString('hex') ?? '';
    await store.keepFormerKey(db, { id, until: now, sealed_key: secrets.seal(PURPOSE, context([id, now]), key) });
  }
}

const context = ([id, until]: readonly unknown[]): string => `${id}:${(until as Date).toISOString()}`;

export const sealedChainKeys: SealedColumn = {
  name: 'former keys of the audit log',
  table: 'former_audit_keys',
  key: ['id', 'until'],
  column: 'sealed_key',
  purpose: PURPOSE,
  context,
};
