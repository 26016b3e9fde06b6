import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export function registerQuery(router: Router, deps: service.QueryDeps): void {
  router.handle(routes.search, ({ principal, params, body, signal }) =>
    service.searchProject(deps, principal, params.project, body, signal),
  );
  router.handle(routes.queryAgent, ({ principal, params, body, signal }) =>
    service.askAgent(deps, principal, params.id, body, signal),
  );
}
