import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { SafeFetch } from '../../platform/safe-fetch/index.ts';
import type { Credentials, FindUses } from '../credentials/index.ts';
import * as service from './service.ts';
import { providersWithCredential } from './store.ts';
import { tryProvider } from './try.ts';

export { createModels, type Models } from './models.ts';
export { requireProvider } from './require.ts';

export function registerProviders(
  router: Router,
  deps: service.ProviderDeps & { fetch: SafeFetch; credentials: Credentials },
): void {
  router.handle(routes.createProvider, ({ principal, body }) => service.createProvider(deps, principal, body));
  router.handle(routes.listProviders, ({ principal, query }) => service.listProviders(deps, principal, query));
  router.handle(routes.getProvider, ({ principal, params }) => service.getProvider(deps, principal, params.id));
  router.handle(routes.updateProvider, ({ principal, params, body }) =>
    service.updateProvider(deps, principal, params.id, body),
  );
  router.handle(routes.deleteProvider, async ({ principal, params }) => {
    await service.deleteProvider(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.testProvider, ({ principal, params }) => tryProvider(deps, principal, params.id));
}

export const providerUses: FindUses = async (...which) =>
  (await providersWithCredential(...which)).map((row) => ({ type: 'provider', ...row, project_id: null }));
