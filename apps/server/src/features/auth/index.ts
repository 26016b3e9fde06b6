import { expandScopes } from '@ragkeep/access';
import { routes } from '@ragkeep/contract';
import type { Resolver } from '../../access/guard.ts';
import type { Router } from '../../access/route.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { getOwnKey } from '../api-keys/index.ts';
import { getTenant } from '../tenants/index.ts';

export function registerAuth(router: Router, deps: { db: Db; clock: Clock }): void {
  router.handle(routes.getMe, async ({ principal }) => {
    const tenant = await getTenant(deps, principal);
    const scopes = expandScopes(principal.scopes);
    if (principal.type === 'member') return { type: principal.type, tenant, scopes };
    return { type: principal.type, tenant, scopes, key: await getOwnKey(deps, principal) };
  });
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function tokenResolver(): Resolver {
  return { recognises: (text) => JWT.test(text), resolve: () => null };
}
