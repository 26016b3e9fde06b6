import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { type RegisterDeps, registerTenant } from './register.ts';
import * as service from './service.ts';

export { addOwner, createTenant, issueFirstKey, requireRegistration } from './register.ts';
export { deleteTenant, getTenantAndPlan } from './service.ts';

export function registerTenants(router: Router, deps: service.TenantDeps & RegisterDeps): void {
  router.handle(routes.createTenant, ({ body, request }) => registerTenant(deps, body, request.ip));
  router.handle(routes.getTenant, ({ principal }) => service.getTenant(deps, principal));
  router.handle(routes.updateTenant, ({ principal, body }) => service.updateTenant(deps, principal, body));
  router.handle(routes.deleteTenant, async ({ principal }) => {
    await service.deleteTenant(deps, principal);
    return undefined;
  });
}
