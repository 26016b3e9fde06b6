import type { QueryOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { paginate } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { deliverWork } from './deliver.ts';
import * as store from './delivery-store.ts';
import { type Delivery, presentDelivery } from './present.ts';
import { getWebhook, type WebhookDeps } from './service.ts';

export async function listDeliveries(
  deps: WebhookDeps,
  principal: Principal,
  webhookId: string,
  query: QueryOf<typeof routes.listWebhookDeliveries>,
) {
  const { tenantId } = principal;
  await getWebhook(deps, principal, webhookId);
  const { data, next_cursor } = await paginate(
    deps.cursors,
    `webhook-deliveries:${webhookId}`,
    tenantId,
    query,
    (after, limit) => store.listDeliveries(deps.db, tenantId, webhookId, after, limit),
    (row) => row.id,
  );
  return { data: data.map(presentDelivery), next_cursor };
}

export const testWebhook = (deps: WebhookDeps, principal: Principal, webhookId: string): Promise<Delivery> =>
  deliverNow(deps, principal, webhookId, async (tx, now) => {
    const event = 'webhook.test';
    const body = JSON.stringify({ type: event, timestamp: now.toISOString(), data: { webhook_id: webhookId } });
    const { tenantId } = principal;
    const [row] = await store.insertDeliveries(tx, [
      { tenant_id: tenantId, id: uuidv7(), webhook_id: webhookId, event, body, created_at: now },
    ]);
    return row;
  });

export const redeliver = (
  deps: WebhookDeps,
  principal: Principal,
  webhookId: string,
  deliveryId: string,
): Promise<Delivery> =>
  deliverNow(deps, principal, webhookId, (tx, now) =>
    store.restart(tx, principal.tenantId, webhookId, deliveryId, now),
  );

async function deliverNow(
  deps: WebhookDeps,
  principal: Principal,
  webhookId: string,
  write: (tx: Db, now: Date) => Promise<store.DeliveryRow | undefined>,
): Promise<Delivery> {
  const { db, clock, queue, quotas } = deps;
  const { tenantId } = principal;
  await getWebhook(deps, principal, webhookId);
  await quotas.requireFeature(db, tenantId, 'webhooks');
  const row = await db.transaction().execute(async (tx) => {
    const written = await write(tx, clock.now());
    if (written) await queue.enqueue(tx, [deliverWork(tenantId, webhookId)]);
    return written;
  });
  if (!row) throw notFound('delivery');
  queue.wake();
  return presentDelivery(row);
}
