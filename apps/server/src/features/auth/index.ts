import { expandScopes } from '@ragkeep/access';
import { routes } from '@ragkeep/contract';
import type { Router } from '../../access/route.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { getOwnKey } from '../api-keys/index.ts';
import { getTenant } from '../tenants/index.ts';

export function registerAuth(router: Router, deps: { db: Db; clock: Clock }): void {
  router.handle(routes.getMe, async ({ principal }) => {
    const [tenant, key] = await Promise.all([getTenant(deps, principal), getOwnKey(deps, principal)]);
    return { type: principal.type, tenant, scopes: expandScopes(principal.scopes), key };
  });
}
