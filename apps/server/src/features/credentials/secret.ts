import type { Secrets } from '../../platform/secrets.ts';

/** The first byte of what is kept: which key and form the rest has. A change of either gets the next number. */
const VERSION = 1;

const context = (tenantId: string, id: string) => `${tenantId}:${id}`;

/** Encrypted, AES-256-GCM, so that it opens in the place of this tenant's credential only. */
export function sealSecret(secrets: Secrets, tenantId: string, id: string, secret: string): Buffer {
  const sealed = secrets.seal('credential', context(tenantId, id), Buffer.from(secret));
  return Buffer.concat([Buffer.of(VERSION), sealed]);
}

/** Throws for what was sealed for another credential, or in a form that is not known. */
export function openSecret(secrets: Secrets, tenantId: string, id: string, kept: Buffer): string {
  if (kept[0] !== VERSION) throw new Error(`a credential is sealed in the unknown form ${kept[0]}`);
  return secrets.open('credential', context(tenantId, id), kept.subarray(1)).toString();
}
