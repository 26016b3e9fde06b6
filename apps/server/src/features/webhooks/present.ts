import type { ResultOf, routes } from '@ragkeep/contract';
import type { DeliveryRow } from './delivery-store.ts';
import type { WebhookRow } from './store.ts';

export type Webhook = ResultOf<typeof routes.getWebhook>;
export type WebhookWithSecret = ResultOf<typeof routes.createWebhook>;
export type Delivery = ResultOf<typeof routes.testWebhook>;

export const present = (row: WebhookRow): Webhook => ({
  id: row.id,
  url: row.url,
  events: row.events as Webhook['events'],
  description: row.description,
  credential_id: row.credential_id,
  is_active: row.is_active,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

export const presentDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  webhook_id: row.webhook_id,
  event: row.event as Delivery['event'],
  status: row.status as Delivery['status'],
  attempts: row.attempts,
  next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
  response_status: row.response_status,
  error: row.error,
  body: row.body,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});

/** Of the URL only where it leads: path and query are where receivers keep tokens. */
export const auditFacts = ({ url, events, credential_id, is_active }: WebhookRow): object => ({
  origin: new URL(url).origin,
  events,
  credential_id,
  is_active,
});
