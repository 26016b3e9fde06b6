import { z } from 'zod';
import type { Actor } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { NewWork, Queue, WorkHandler } from '../../platform/queue/index.ts';
import type { SafeFetch } from '../../platform/safe-fetch/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Audit } from '../audit/index.ts';
import type { Credentials } from '../credentials/index.ts';
import type { Quotas } from '../plans/index.ts';
import * as deliveries from './delivery-store.ts';
import { auditFacts } from './present.ts';
import { retryAt } from './retries.ts';
import { type Outcome, send } from './send.ts';
import { inForce, openSecrets } from './signing.ts';
import * as store from './store.ts';

export interface DeliverDeps {
  db: Db;
  clock: Clock;
  queue: Pick<Queue, 'enqueue' | 'wake'>;
  secrets: Secrets;
  fetch: SafeFetch;
  audit: Pick<Audit, 'record'>;
  quotas: Pick<Quotas, 'hasFeature'>;
  credentials: Credentials;
}

/** The kind of work that sends what is due to one webhook. */
export const DELIVER = 'deliver-webhooks';

/** Messages to one webhook under way at once. */
const AT_ONCE = 4;

const payload = z.strictObject({ webhookId: z.string() });

/**
 * One item a webhook, however much waits for it, so that a slow receiver takes one of the queue's places and no more.
 *
 * @param runAt now when left out
 */
export const deliverWork = (tenantId: string, webhookId: string, runAt?: Date): NewWork => ({
  kind: DELIVER,
  tenantId,
  payload: { webhookId },
  dedupeKey: `${DELIVER}:${tenantId}:${webhookId}`,
  ...(runAt ? { runAt } : {}),
});

/**
 * Sends the first few messages that are due, and comes back at the end of the line for the rest, or when the next retry is due.
 * The table of deliveries says what is due; each outcome is written as soon as it is known, so that a crash repeats no more
 * than what was under way. No transaction is open while a receiver is waited for.
 */
export const deliverDue =
  (deps: DeliverDeps): WorkHandler =>
  async (item, context) => {
    const { webhookId } = payload.parse(item.payload);
    const { tenant_id: tenantId } = item;
    const { db, clock } = deps;
    const webhook = await store.findWebhook(db, tenantId, webhookId);
    if (!webhook) return context.complete(db);

    const hindrance = await hindranceOf(deps, webhook);
    if (hindrance) {
      await deliveries.failDue(db, tenantId, webhookId, hindrance, clock.now());
    } else {
      const due = await deliveries.listDue(db, tenantId, webhookId, clock.now(), AT_ONCE);
      await Promise.all(due.map((delivery) => attempt(deps, webhook, delivery, context.signal)));
    }

    const next = await db.transaction().execute(async (tx) => {
      await context.complete(tx);
      const at = await deliveries.nextAttemptAt(tx, tenantId, webhookId);
      if (at) await deps.queue.enqueue(tx, [deliverWork(tenantId, webhookId, at)]);
      return at;
    });
    if (next && next <= clock.now()) deps.queue.wake();
  };

const OFF = 'The webhook is turned off.';

async function hindranceOf({ db, quotas }: DeliverDeps, webhook: store.WebhookRow): Promise<string | null> {
  if (!webhook.is_active) return OFF;
  const included = await quotas.hasFeature(db, webhook.tenant_id, 'webhooks');
  return included ? null : 'The plan does not include webhooks any more.';
}

async function attempt(
  deps: DeliverDeps,
  webhook: store.WebhookRow,
  delivery: deliveries.DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const { id, body } = delivery;
  const outcome = await sendTo(deps, webhook, { id, body }, signal);
  const now = deps.clock.now();
  if (outcome.kind === 'gone') await turnOff(deps, webhook, now);
  await deliveries.recordAttempt(deps.db, delivery, changeBy(outcome, delivery.attempts + 1, now));
}

async function sendTo(
  deps: DeliverDeps,
  webhook: store.WebhookRow,
  message: { id: string; body: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { url, tenant_id, credential_id } = webhook;
  const headersFor = credential_id === null ? undefined : await deps.credentials.headersFor(tenant_id, credential_id);
  if (headersFor === null) return { kind: 'failed', status: null, error: 'The webhook’s credential was deleted.' };
  const secrets = inForce(openSecrets(deps.secrets, webhook), deps.clock.now());
  return send(deps, { ...message, url, secrets, headersFor }, signal);
}

function changeBy(outcome: Outcome, attempts: number, now: Date) {
  const response_status = outcome.status;
  if (outcome.kind === 'delivered') {
    return { status: 'delivered', response_status, error: null, next_attempt_at: null, finished_at: now };
  }
  const { error } = outcome;
  const next = outcome.kind === 'gone' ? null : retryAt(attempts, now);
  return next
    ? { response_status, error, next_attempt_at: next }
    : { status: 'failed', response_status, error, next_attempt_at: null, finished_at: now };
}

/** Unless it was changed meanwhile: the answer was that of another URL then. */
async function turnOff({ db, audit }: DeliverDeps, { tenant_id, id, url }: store.WebhookRow, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await store.lockWebhook(tx, tenant_id, id);
    if (!before?.is_active || before.url !== url) return;
    const after = await store.updateWebhook(tx, tenant_id, id, { is_active: false, updated_at: now });
    const receiver: Actor = { tenantId: tenant_id, type: 'public', id: null, address: null };
    await audit.record(tx, receiver, {
      action: 'webhook.turned_off',
      target: { type: 'webhook', id },
      before: auditFacts(before),
      after: auditFacts(after),
    });
  });
}
