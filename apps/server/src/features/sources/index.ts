import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Queue } from '../../platform/queue/index.ts';
import type { FindUses } from '../credentials/index.ts';
import * as service from './service.ts';
import { sourcesWithCredential } from './store.ts';
import { VISIT_SOURCE, type VisitDeps, visitSources } from './visit.ts';

export function registerSources(router: Router, deps: service.SourceDeps): void {
  router.handle(routes.createSource, ({ principal, params, body }) =>
    service.createSource(deps, principal, params.project, body),
  );
  router.handle(routes.listSources, ({ principal, params, query }) =>
    service.listSources(deps, principal, params.project, query),
  );
  router.handle(routes.getSource, ({ principal, params }) =>
    service.getSource(deps, principal, params.project, params.id),
  );
  router.handle(routes.updateSource, ({ principal, params, body }) =>
    service.updateSource(deps, principal, params.project, params.id, body),
  );
  router.handle(routes.deleteSource, async ({ principal, params, query }) => {
    await service.deleteSource(deps, principal, params.project, params.id, query.documents);
    return undefined;
  });
  router.handle(routes.visitSource, ({ principal, params }) =>
    service.visitSource(deps, principal, params.project, params.id),
  );
}

/** Says who visits sources at their times. */
export function registerSourceWork(queue: Queue, deps: VisitDeps & { db: Db }): void {
  queue.handle(VISIT_SOURCE, visitSources(deps), 1);
}

export const sourceUses: FindUses = async (...which) =>
  (await sourcesWithCredential(...which)).map((row) => ({ type: 'source', ...row }));
