import { API_BASE } from '@ragkeep/contract';
import { uuidv7 } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue/index.ts';
import { getJob, type Job, type JobListener } from '../jobs/index.ts';
import { deliverWork } from './deliver.ts';
import { insertDeliveries, type NewDelivery } from './delivery-store.ts';
import { listActive } from './store.ts';

interface AnnounceDeps {
  queue: Pick<Queue, 'enqueue'>;
  /** Where this server is reached from outside. */
  publicUrl: string;
}

/**
 * Has the tenant's webhooks told of jobs, within the transaction that ends them: what is to be delivered exists exactly if
 * the end does. One look at an index when there is no webhook.
 */
export const announceJobs =
  ({ queue, publicUrl }: AnnounceDeps): JobListener =>
  async (tx, tenantId, ended) => {
    if (ended.length === 0) return;
    const webhooks = await listActive(tx, tenantId);
    const messages: NewDelivery[] = [];
    for (const { id, status } of webhooks.length === 0 ? [] : ended) {
      const event = `job.${status}`;
      const wanted = webhooks.filter(({ events }) => events.includes(event));
      if (wanted.length === 0) continue;
      const job = await getJob({ db: tx }, wholeTenant(tenantId), id);
      const body = JSON.stringify(eventOf(event, job, publicUrl));
      const created_at = new Date(job.finished_at ?? job.created_at);
      for (const webhook of wanted) {
        messages.push({ tenant_id: tenantId, id: uuidv7(), webhook_id: webhook.id, event, body, created_at });
      }
    }
    await insertDeliveries(tx, messages);
    const told = new Set(messages.map(({ webhook_id }) => webhook_id));
    await queue.enqueue(
      tx,
      webhooks.flatMap(({ id }) => (told.has(id) ? [deliverWork(tenantId, id)] : [])),
    );
  };

const wholeTenant = (tenantId: string) => ({ tenantId, projectIds: null, agentIds: null });

/** The job without what may be long: failures and passages are read from the job itself. */
function eventOf(type: string, job: Job, publicUrl: string): object {
  const { succeeded, unchanged, removed, failed } = job.documents;
  return {
    type,
    timestamp: job.finished_at,
    data: {
      job: {
        id: job.id,
        kind: job.kind,
        name: job.name,
        project_id: job.project_id,
        source_id: job.source_id,
        status: job.status,
        pages: job.pages,
        documents: { succeeded, unchanged, removed, failed },
        error: job.error,
        created_at: job.created_at,
        finished_at: job.finished_at,
        result_url: job.result ? `${publicUrl}${API_BASE}/jobs/${job.id}/result` : null,
      },
    },
  };
}
