import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import * as service from './service.ts';

export { createKeyCache, type KeyCache } from './cache.ts';
export { createLastUsed, type LastUsed } from './last-used.ts';
export { keyResolver } from './resolver.ts';
export { getOwnKey, issueKey } from './service.ts';
export { deleteSecrets, forgetTarget } from './store.ts';

export function registerApiKeys(router: Router, deps: service.KeyDeps): void {
  router.handle(routes.createApiKey, ({ principal, body }) => service.createKey(deps, principal, body));
  router.handle(routes.listApiKeys, ({ principal, query }) => service.listKeys(deps, principal, query));
  router.handle(routes.getApiKey, ({ principal, params }) => service.getKey(deps, principal, params.id));
  router.handle(routes.updateApiKey, ({ principal, params, body }) =>
    service.updateKey(deps, principal, params.id, body),
  );
  router.handle(routes.deleteApiKey, async ({ principal, params }) => {
    await service.revokeKey(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.rotateApiKey, ({ principal, params, body }) =>
    service.rotateKey(deps, principal, params.id, body.grace_seconds),
  );
}
