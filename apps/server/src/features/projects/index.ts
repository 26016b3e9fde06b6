import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export { listProjects, requireProject } from './service.ts';
export { freeSlug, slugify } from './slug.ts';

export function registerProjects(router: Router, deps: service.ProjectDeps): void {
  router.handle(routes.createProject, ({ principal, body }) => service.createProject(deps, principal, body));
  router.handle(routes.listProjects, ({ principal, query }) => service.listProjects(deps, principal, query));
  router.handle(routes.getProject, ({ principal, params }) => service.getProject(deps, principal, params.project));
  router.handle(routes.updateProject, ({ principal, params, body }) =>
    service.updateProject(deps, principal, params.project, body),
  );
  router.handle(routes.deleteProject, async ({ principal, params }) => {
    await service.deleteProject(deps, principal, params.project);
    return undefined;
  });
}
