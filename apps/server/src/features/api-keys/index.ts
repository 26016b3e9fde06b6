import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { revokeKey, rotateKey, updateKey } from './change.ts';
import { createKey } from './create.ts';
import { getKey, listKeys } from './read.ts';
import type { KeyDeps } from './types.ts';

export { issueKey } from './create.ts';
export { derivedKeyResolver } from './derived.ts';
export { createLastUsed, type LastUsed } from './last-used.ts';
export { getOwnKey } from './read.ts';
export { keyResolver } from './resolver.ts';
export { deleteSecrets, forgetRecoverable, forgetTarget } from './store.ts';

export function registerApiKeys(router: Router, deps: KeyDeps): void {
  router.handle(routes.createApiKey, ({ principal, body }) => createKey(deps, principal, body));
  router.handle(routes.listApiKeys, ({ principal, query }) => listKeys(deps, principal, query));
  router.handle(routes.getApiKey, ({ principal, params }) => getKey(deps, principal, params.id));
  router.handle(routes.updateApiKey, ({ principal, params, body }) => updateKey(deps, principal, params.id, body));
  router.handle(routes.deleteApiKey, async ({ principal, params }) => {
    await revokeKey(deps, principal, params.id);
    return undefined;
  });
  router.handle(routes.rotateApiKey, ({ principal, params, body }) =>
    rotateKey(deps, principal, params.id, body.grace_seconds),
  );
}
