import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';

const PURPOSE = 'credential';

const context = (tenantId: string, id: string) => `${tenantId}:${id}`;

/** Encrypted, AES-256-GCM, so that it opens in the place of this tenant's credential only. */
export const sealSecret = (secrets: Secrets, tenantId: string, id: string, secret: string): Buffer =>
  secrets.seal(PURPOSE, context(tenantId, id), Buffer.from(secret));

/** Throws for what was sealed for another credential. */
export const openSecret = (secrets: Secrets, tenantId: string, id: string, kept: Buffer): string =>
  secrets.open(PURPOSE, context(tenantId, id), kept).toString();

export const sealedCredentials: SealedColumn = {
  name: 'credentials',
  table: 'credentials',
  key: ['tenant_id', 'id'],
  column: 'sealed_secret',
  purpose: PURPOSE,
  context: ([tenantId, id]) => context(String(tenantId), String(id)),
};
