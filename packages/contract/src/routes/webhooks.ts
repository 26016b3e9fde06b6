import { z } from 'zod';
import { id, line, listOf, page, timestamp, webUrl } from '../common.ts';
import { defineRoute } from '../route.ts';

/** What a webhook can ask to be told of. */
export const WEBHOOK_EVENTS = ['job.succeeded', 'job.failed', 'job.cancelled'] as const;

const params = z.strictObject({ id });
const count = z.number().int();

const settings = {
  url: webUrl.describe('Where events are sent with POST. Redirects are not followed'),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(10).describe('What it is told of'),
  description: line(500).describe('For people'),
  credential_id: id
    .nullable()
    .describe('Sent with each delivery. Its `hosts` must hold the host of `url`; naming one takes `credentials:read`'),
};

const webhook = z
  .strictObject({
    id,
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    description: z.string(),
    credential_id: id.nullable(),
    is_active: z.boolean().describe('Off: what becomes due fails instead of being sent. An answer of 410 turns it off'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Webhook', description: 'An address that is told when jobs end' });

const shownSecret = webhook
  .extend({
    secret: z.string().describe('Verifies signatures (`whsec_…`). It is shown here and never again'),
  })
  .meta({ id: 'WebhookWithSecret', description: 'A webhook with the only sight of its secret' });

const delivery = z
  .strictObject({
    id: id.describe('Sent as `webhook-id`, the same at every attempt'),
    webhook_id: id,
    event: z.enum([...WEBHOOK_EVENTS, 'webhook.test']),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: count.describe('Made so far, since it was last asked for'),
    next_attempt_at: timestamp.nullable(),
    response_status: count.nullable().describe('What the last attempt was answered; null when there was no answer'),
    error: z.string().nullable().describe('Why the last attempt failed'),
    body: z.string().describe('As it is signed and sent: JSON'),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event on its way to a webhook' });

export const createWebhook = defineRoute({
  id: 'createWebhook',
  method: 'POST',
  path: '/webhooks',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  description:
    'From now on the URL is told of every job of the tenant that ends. Messages are signed as [Standard Webhooks](https://www.standardwebhooks.com) says. A tenant has at most 50.',
  access: ['jobs:write'],
  idempotent: true,
  body: z.strictObject({
    url: settings.url,
    events: settings.events.default([...WEBHOOK_EVENTS]),
    description: settings.description.optional(),
    credential_id: settings.credential_id.optional(),
  }),
  success: { status: 201, description: 'The webhook, with its secret shown this once', body: shownSecret },
  errors: ['not_found', 'reach_exceeded', 'feature_unavailable'],
});

export const listWebhooks = defineRoute({
  id: 'listWebhooks',
  method: 'GET',
  path: '/webhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  description: 'Newest first.',
  access: ['jobs:read'],
  query: page,
  success: { status: 200, description: 'A page of webhooks', body: listOf(webhook) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const getWebhook = defineRoute({
  id: 'getWebhook',
  method: 'GET',
  path: '/webhooks/:id',
  tag: 'Webhooks',
  summary: 'Read a webhook',
  access: ['jobs:read'],
  params,
  success: { status: 200, description: 'The webhook, without its secret', body: webhook },
  errors: ['reach_exceeded'],
});

export const updateWebhook = defineRoute({
  id: 'updateWebhook',
  method: 'PATCH',
  path: '/webhooks/:id',
  tag: 'Webhooks',
  summary: 'Change a webhook',
  description: 'What waits is sent to the new URL.',
  access: ['jobs:write'],
  params,
  body: z.strictObject({
    url: settings.url.optional(),
    events: settings.events.optional(),
    description: settings.description.optional(),
    credential_id: settings.credential_id.optional(),
    is_active: z.boolean().optional(),
  }),
  success: { status: 200, description: 'The webhook as it is now', body: webhook },
  errors: ['reach_exceeded'],
});

export const deleteWebhook = defineRoute({
  id: 'deleteWebhook',
  method: 'DELETE',
  path: '/webhooks/:id',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  description: 'Its deliveries go with it, those that wait too.',
  access: ['jobs:write'],
  params,
  success: { status: 204, description: 'It is gone' },
  errors: ['reach_exceeded'],
});

export const rotateWebhookSecret = defineRoute({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: '/webhooks/:id/rotate',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret',
  description: 'For 24 hours messages carry two signatures, one with each secret, so that receivers can be moved.',
  access: ['jobs:write'],
  idempotent: true,
  params,
  success: { status: 200, description: 'The webhook, with its new secret shown this once', body: shownSecret },
  errors: ['reach_exceeded'],
});

export const testWebhook = defineRoute({
  id: 'testWebhook',
  method: 'POST',
  path: '/webhooks/:id/test',
  tag: 'Webhooks',
  summary: 'Send a test event',
  description: 'Sends `webhook.test` the way every event goes, whatever the webhook’s `events`.',
  access: ['jobs:write'],
  idempotent: true,
  params,
  success: { status: 202, description: 'The delivery, to be followed in the list of deliveries', body: delivery },
  errors: ['reach_exceeded', 'feature_unavailable'],
});

export const listWebhookDeliveries = defineRoute({
  id: 'listWebhookDeliveries',
  method: 'GET',
  path: '/webhooks/:id/deliveries',
  tag: 'Webhooks',
  summary: 'List what was sent to a webhook',
  description: 'Newest first, those of the last 30 days.',
  access: ['jobs:read'],
  params,
  query: page,
  success: { status: 200, description: 'A page of deliveries', body: listOf(delivery) },
  errors: ['invalid_cursor', 'reach_exceeded'],
});

export const redeliverWebhook = defineRoute({
  id: 'redeliverWebhook',
  method: 'POST',
  path: '/webhooks/:id/deliveries/:delivery/redeliver',
  tag: 'Webhooks',
  summary: 'Send an event again',
  description: 'The same message under the same `webhook-id`, now, with all its retries.',
  access: ['jobs:write'],
  idempotent: true,
  params: z.strictObject({ id, delivery: id }),
  success: { status: 202, description: 'The delivery, waiting again', body: delivery },
  errors: ['reach_exceeded', 'feature_unavailable'],
});
