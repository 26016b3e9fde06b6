import { type ResultOf, routes } from '@ragkeep/contract';
import { sql } from 'kysely';
import { requireWholeTenant } from '../../access/principal.ts';
import type { Router } from '../../access/route.ts';
import type { Db } from '../../platform/db/index.ts';
import { isMigrated } from '../../platform/db/migrate.ts';
import { ApiError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';

type Info = ResultOf<typeof routes.getInfo>;

export interface SystemDeps {
  db: Db;
  log: Log;
  /** Whether work is taken from the queue, here or, for an API-only process, elsewhere. */
  isQueueRunning(): boolean;
  info: Info;
  registration: 'open' | 'closed';
}

export function registerSystem(router: Router, deps: SystemDeps): void {
  router.handle(routes.getHealth, async () => ({ status: 'ok' as const }));
  router.handle(routes.getReady, () => ready(deps));
  router.handle(routes.getInfo, async ({ principal }) => {
    requireWholeTenant(principal);
    return deps.info;
  });
  router.handle(routes.getSetup, () => setup(deps));
}

async function setup({ db, registration }: SystemDeps): Promise<ResultOf<typeof routes.getSetup>> {
  const tenant = await db.selectFrom('tenants').select('tenant_id').limit(1).executeTakeFirst();
  return { registration, is_new: tenant === undefined };
}

async function ready({ db, log, isQueueRunning }: SystemDeps): Promise<ResultOf<typeof routes.getReady>> {
  const away = (reason: string) => new ApiError('unavailable', { reason }, { headers: { 'retry-after': '5' } });
  try {
    await sql`SELECT 1`.execute(db);
  } catch (error) {
    log.error({ err: error }, 'the database does not answer');
    throw away('The database does not answer');
  }
  if (!(await isMigrated(db))) throw away('The database has not been migrated to this version');
  if (!isQueueRunning()) throw away('The work queue is not running');
  return { status: 'ready', checks: { database: 'ok', migrations: 'ok', queue: 'ok' } };
}
