import { createHmac, randomBytes } from 'node:crypto';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import type { Secrets } from '../../platform/secrets.ts';

/** A secret that signs, and until when (ms); null: for good. */
export interface SigningSecret {
  secret: string;
  until: number | null;
}

const PREFIX = 'whsec_';
/** Within the 24 to 64 bytes of the Standard Webhooks specification. */
const SECRET_BYTES = 32;
/** How long a secret that was replaced signs beside its successor. */
const GRACE_MS = 24 * 3600_000;

export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/** The secrets after a rotation: the new one, and the one before it for the time of grace. */
export function rotated(before: readonly SigningSecret[], secret: string, now: Date): SigningSecret[] {
  const last = before.filter(({ until }) => until === null);
  return [{ secret, until: null }, ...last.map((one) => ({ ...one, until: now.getTime() + GRACE_MS }))];
}

/** Those that sign now, the newest first. */
export const inForce = (secrets: readonly SigningSecret[], now: Date): string[] =>
  secrets.filter(({ until }) => until === null || until > now.getTime()).map(({ secret }) => secret);

/**
 * The headers of a message: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
 * What is signed is `id.timestamp.body`, with HMAC-SHA-256, once with each secret.
 *
 * @param at when the message is sent, so that a receiver can refuse one that is kept and sent again later
 */
export function signedHeaders(
  message: { id: string; body: string },
  secrets: readonly string[],
  at: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

const PURPOSE = 'webhook-secret';

export const sealSecrets = (secrets: Secrets, tenantId: string, webhookId: string, kept: SigningSecret[]): Buffer =>
  secrets.seal(PURPOSE, `${tenantId}:${webhookId}`, Buffer.from(JSON.stringify(kept)));

export const openSecrets = (secrets: Secrets, webhook: SealedIn): SigningSecret[] =>
  JSON.parse(
    secrets.open(PURPOSE, `${webhook.tenant_id}:${webhook.id}`, webhook.sealed_secret).toString(),
  ) as SigningSecret[];

export const sealedWebhookSecrets: SealedColumn = {
  name: 'webhook secrets',
  table: 'webhooks',
  key: ['tenant_id', 'id'],
  column: 'sealed_secret',
  purpose: PURPOSE,
  context: ([tenantId, id]) => `${tenantId}:${id}`,
};

interface SealedIn {
  tenant_id: string;
  id: string;
  sealed_secret: Buffer;
}
