import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export { getJob, type Job } from './service.ts';
export {
  endFinishedJobs,
  endSources,
  findQueuedSources,
  insertJob,
  type NewSource,
  type QueuedSource,
  type SourceOutcome,
  startJob,
  unfinishedJobIds,
} from './store.ts';

export function registerJobs(router: Router, deps: service.JobDeps): void {
  router.handle(routes.listJobs, ({ principal, query }) => service.listJobs(deps, principal, query));
  router.handle(routes.getJob, ({ principal, params }) => service.getJob(deps, principal, params.id));
  router.handle(routes.cancelJob, async ({ principal, params }) => {
    await service.cancelJob(deps, principal, params.id);
    return undefined;
  });
}
