import { routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import type { Router } from '../../access/route.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import type { Audit } from '../audit/index.ts';
import type { Memory } from '../memory/index.ts';
import { requireUser } from '../users/index.ts';
import { exportUser } from './export.ts';
import { eraseUser } from './store.ts';

export interface UserDataDeps {
  db: Db;
  audit: Audit;
  memory: Memory;
}

/** All that is kept about a user, wherever: to give it, and to erase it. */
export function registerUserData(router: Router, deps: UserDataDeps): void {
  router.handle(routes.exportUser, ({ principal, params }) => exportUser(deps, principal, params.id));
  router.handle(routes.deleteUser, async ({ principal, params }) => {
    await erase(deps, principal, params.id);
    return undefined;
  });
}

/** What the audit log keeps of it is an id and numbers. */
async function erase({ db, audit, memory }: UserDataDeps, principal: Principal, id: string): Promise<void> {
  await requireUser({ db }, principal, id);
  await db.transaction().execute(async (tx) => {
    const erased = await eraseUser(tx, principal.tenantId, id);
    if (!erased) throw notFound('user');
    await audit.record(tx, principal, { action: 'user.erased', target: { type: 'user', id }, before: erased });
  });
  memory.forget(principal.tenantId, id);
}
