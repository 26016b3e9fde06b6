import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { Queue } from '../../platform/queue/index.ts';
import type { FindUses } from '../credentials/index.ts';
import type { JobListener } from '../jobs/index.ts';
import { announceJobs } from './announce.ts';
import { DELIVER, type DeliverDeps, deliverDue } from './deliver.ts';
import { listDeliveries, redeliver, testWebhook } from './deliveries.ts';
import { deleteOldDeliveries } from './delivery-store.ts';
import * as service from './service.ts';
import { webhooksWithCredential } from './store.ts';

export { sealedWebhookSecrets } from './signing.ts';

export interface Webhooks {
  /** Tells the tenant's webhooks of jobs that end, in the transaction that ends them. */
  announce: JobListener;
  /** Deletes deliveries that ended 30 days ago. Once an hour. */
  expire(): Promise<void>;
}

/** Webhooks that one process serves at a time. */
const CONCURRENCY = 16;
const KEPT_MS = 30 * 24 * 3600_000;

/**
 * What sends events, as work of the queue.
 *
 * @param deps.publicUrl where this server is reached from outside
 */
export function createWebhooks(deps: DeliverDeps & { queue: Queue; publicUrl: string }): Webhooks {
  deps.queue.handle(DELIVER, deliverDue(deps), CONCURRENCY);
  return {
    announce: announceJobs(deps),
    expire: () => deleteOldDeliveries(deps.db, new Date(deps.clock.now().getTime() - KEPT_MS)),
  };
}

export function registerWebhooks(router: Router, deps: service.WebhookDeps): void {
  router.handle(routes.createWebhook, ({ principal, body }) => service.createWebhook(deps, principal, body));
  router.handle(routes.listWebhooks, ({ principal, query }) => service.listWebhooks(deps, principal, query));
  router.handle(routes.getWebhook, ({ principal, params }) => service.getWebhook(deps, principal, params.id));
  router.handle(routes.updateWebhook, ({ principal, params, body }) =>
    service.updateWebhook(deps, principal, params.id, body),
  );
  router.handle(routes.deleteWebhook, async ({ principal, params }) => {
    await service.deleteWebhook(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.rotateWebhookSecret, ({ principal, params }) =>
    service.rotateSecret(deps, principal, params.id),
  );
  router.handle(routes.testWebhook, ({ principal, params }) => testWebhook(deps, principal, params.id));
  router.handle(routes.listWebhookDeliveries, ({ principal, params, query }) =>
    listDeliveries(deps, principal, params.id, query),
  );
  router.handle(routes.redeliverWebhook, ({ principal, params }) =>
    redeliver(deps, principal, params.id, params.delivery),
  );
}

/** Of the URL only where it leads: path and query are where receivers keep tokens. */
export const webhookUses: FindUses = async (...which) =>
  (await webhooksWithCredential(...which)).map(({ id, url }) => ({
    ...{ type: 'webhook', id, name: new URL(url).origin, project_id: null },
  }));
