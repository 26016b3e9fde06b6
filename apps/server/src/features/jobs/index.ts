import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { notePlace } from '../../access/usage.ts';
import type { JobEvents } from './events.ts';
import { downloadResult, formatOf, type ResultDeps } from './result/download.ts';
import * as service from './service.ts';

export { createJobChanges, type JobChanges } from './changes.ts';
export { createJobEnds, type JobEnds, type JobListener } from './ends.ts';
export { createJobEvents } from './events.ts';
export { type StoredResult, writeResult } from './result/file.ts';
export { discardExpiredResults } from './result/retention.ts';
export { setResult } from './result/store.ts';
export { cancelWithin, getJob, type Job } from './service.ts';
export {
  endSources,
  findQueuedSources,
  holdJob,
  insertSources,
  type NewSource,
  nextOrdinal,
  noteProgress,
  type QueuedSource,
  reservePages,
  type SourceOutcome,
} from './source-store.ts';
export { insertJob, type NewJob, startJob, unfinishedJobIds } from './store.ts';

export {
  addOutcomes,
  addPages,
  anyFailed,
  hasQueuedSources,
  lastAllFailed,
  leaveOutRest,
  listVisitedPages,
  lockWalk,
  nextQueuedSource,
} from './walk-store.ts';

export function registerJobs(router: Router, deps: service.JobDeps & ResultDeps & { events: JobEvents }): void {
  router.handle(routes.listJobs, ({ principal, query }) => service.listJobs(deps, principal, query));
  router.handle(routes.getJob, async ({ principal, params }) => {
    const job = await service.getJob(deps, principal, params.id);
    notePlace(principal, job.project_id);
    return job;
  });
  router.handle(routes.cancelJob, async ({ principal, params }) => {
    await service.cancelJob(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.getJobResult, ({ principal, params, query, request }) =>
    downloadResult(deps, principal, params.id, query.format ?? formatOf(request.headers.accept)),
  );
  router.handle(routes.streamJobEvents, ({ principal, params, request }) =>
    deps.events.follow(request, principal, params.id),
  );
}
