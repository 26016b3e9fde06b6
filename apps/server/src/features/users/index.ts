import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export { findNamedUser, resolveUser } from './resolve.ts';
export { presentUser, requireUser } from './service.ts';

export function registerUsers(router: Router, deps: service.UserDeps): void {
  router.handle(routes.createUser, ({ principal, body }) => service.createUser(deps, principal, body));
  router.handle(routes.listUsers, ({ principal, query }) => service.listUsers(deps, principal, query));
  router.handle(routes.getUser, ({ principal, params }) => service.getUser(deps, principal, params.id));
  router.handle(routes.updateUser, ({ principal, params, body }) =>
    service.updateUser(deps, principal, params.id, body),
  );
}
