import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export { appResolver } from './resolver.ts';
export { getOwnApp } from './service.ts';
export { deleteAppDirectory, forgetProjectInApps, revokeAppsOfMember, touchApps } from './store.ts';

export function registerApps(router: Router, deps: service.AppDeps): void {
  router.handle(routes.createApp, ({ principal, body }) => service.createApp(deps, principal, body));
  router.handle(routes.listApps, ({ principal, query }) => service.listApps(deps, principal, query));
  router.handle(routes.getApp, ({ principal, params }) => service.getApp(deps, principal, params.id));
  router.handle(routes.updateApp, ({ principal, params, body }) => service.updateApp(deps, principal, params.id, body));
  router.handle(routes.approveApp, ({ principal, params, body }) =>
    service.approveApp(deps, principal, params.id, body),
  );
  router.handle(routes.revokeApp, ({ principal, params }) => service.revokeApp(deps, principal, params.id));
  router.handle(routes.rotateAppSecret, ({ principal, params }) => service.rotateSecret(deps, principal, params.id));
  router.handle(routes.deleteApp, async ({ principal, params }) => {
    await service.deleteApp(deps, principal, params.id);
    return undefined;
  });
}
