import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { SafeFetch } from '../../platform/safe-fetch/index.ts';
import * as service from './service.ts';
import { tryCredential } from './try.ts';
import type { Credentials } from './use.ts';

export { sealedCredentials } from './secret.ts';
export type { FindUses } from './service.ts';
export { type Credentials, createCredentials, requireCredential } from './use.ts';

export function registerCredentials(
  router: Router,
  deps: service.CredentialDeps & { fetch: SafeFetch; credentials: Credentials },
): void {
  router.handle(routes.createCredential, ({ principal, body }) => service.createCredential(deps, principal, body));
  router.handle(routes.listCredentials, ({ principal, query }) => service.listCredentials(deps, principal, query));
  router.handle(routes.getCredential, ({ principal, params }) => service.getCredential(deps, principal, params.id));
  router.handle(routes.updateCredential, ({ principal, params, body }) =>
    service.updateCredential(deps, principal, params.id, body),
  );
  router.handle(routes.deleteCredential, async ({ principal, params, query }) => {
    await service.deleteCredential(deps, principal, params.id, query);
    return undefined;
  });
  router.handle(routes.testCredential, ({ principal, params, body }) =>
    tryCredential(deps, principal, params.id, body),
  );
}
