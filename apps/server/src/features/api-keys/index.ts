import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import { revokeKeys } from './bulk-revoke.ts';
import { revokeKey, rotateKey, updateKey } from './change.ts';
import { createKey } from './create.ts';
import { importKeys } from './import.ts';
import { type LeakDeps, reportLeaked } from './leaked.ts';
import { getKey, listKeys } from './read.ts';
import { revealKey } from './reveal.ts';
import type { KeyDeps } from './types.ts';
import { type VerifyDeps, verifyKey } from './verify.ts';

export { requireHeld, requireTargets } from './bounds.ts';
export { revokeKey } from './change.ts';
export { createKey, issueKey } from './create.ts';
export { derivedKeyResolver } from './derived.ts';
export { createLastUsed, type LastUsed } from './last-used.ts';
export { getKey, getOwnKey, listKeys } from './read.ts';
export { keyResolver, rememberedCredentials } from './resolver.ts';
export { deleteSecrets } from './secret-store.ts';
export { sealedKeys } from './secrets.ts';
export { requireStillHeld } from './still-held.ts';
export { countActive, forgetRecoverable, forgetTarget, revokeKeysOfMember, touchKeys } from './store.ts';

export function registerApiKeys(router: Router, deps: KeyDeps & VerifyDeps & LeakDeps): void {
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
  router.handle(routes.verifyApiKey, ({ principal, body }) => verifyKey(deps, principal, body));
  router.handle(routes.reportLeakedApiKey, ({ body, request }) => reportLeaked(deps, body, request.ip));
  router.handle(routes.revokeApiKeys, ({ principal, body }) => revokeKeys(deps, principal, body));
  router.handle(routes.importApiKeys, ({ principal, body }) => importKeys(deps, principal, body));
  router.handle(routes.revealApiKey, ({ principal, params }) => revealKey(deps, principal, params.id));
}
