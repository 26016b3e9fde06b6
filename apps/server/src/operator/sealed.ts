import { sealedKeys } from '../features/api-keys/index.ts';
import { sealedChainKeys } from '../features/audit/index.ts';
import { sealedCredentials } from '../features/credentials/index.ts';
import { sealedFilePasswords } from '../features/ingest/index.ts';
import { sealedTotpSecrets } from '../features/members/index.ts';
import { sealedWebhookSecrets } from '../features/webhooks/index.ts';
import type { SealedColumn } from '../platform/sealed-columns.ts';

/** All that lasts. Answers kept for an Idempotency-Key are not among them: they are gone within a day. */
export const SEALED: readonly SealedColumn[] = [
  sealedCredentials,
  sealedWebhookSecrets,
  sealedTotpSecrets,
  ...sealedKeys,
  sealedFilePasswords,
  sealedChainKeys,
];
