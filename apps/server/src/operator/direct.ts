import { parseKeyTemplate } from '@ragkeep/access';
import { type AccessChanges, createLocalChanges } from '../access/changes/index.ts';
import { createSharedChanges } from '../access/changes/shared.ts';
import type { Config } from '../config.ts';
import { createAudit } from '../features/audit/index.ts';
import { createPlans, createQuotas } from '../features/plans/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createCursors } from '../platform/cursors.ts';
import { openDatabase } from '../platform/db/index.ts';
import { deploymentSecrets, forgetPreviousSecret, renewKeptSecret } from '../platform/kept-secret.ts';
import { createMemoryLimiter, createSharedLimiter } from '../platform/limiter/index.ts';
import { createLog } from '../platform/log.ts';
import { createQueue } from '../platform/queue/index.ts';
import { copyForBackup } from './backup/staging.ts';
import type { OperatorDeps } from './deps.ts';
import { operatorAudit } from './principal.ts';

/** This process remembers no credentials. */
const NO_MEMORY = { forget() {}, forgetAll() {} };

/**
 * Opens the database in this process and makes what the commands work with. Throws a FolderInUseError when a server runs on
 * the folder of the embedded database.
 */
export async function openDirectly(config: Config): Promise<{ deps: OperatorDeps; close(): Promise<void> }> {
  const { databaseUrl, dataDir } = config;
  const database = await openDatabase(databaseUrl ? { url: databaseUrl, poolSize: 2 } : { dataDir });
  const { db, control, exclusive } = database;
  const clock = systemClock();
  const log = createLog('error', process.stderr);
  const secrets = await deploymentSecrets(config);
  const keyFormats = config.keyFormatsAccepted.map(parseKeyTemplate);
  const changes = control
    ? whenNeeded(() => createSharedChanges({ db, control, memory: NO_MEMORY, log }))
    : createLocalChanges(db, NO_MEMORY);
  const plans = createPlans(config);
  return {
    deps: {
      db,
      databaseDescription: database.description,
      clock,
      cursors: createCursors(secrets),
      secrets,
      keptSecret:
        config.secret === undefined
          ? {
              async renew() {
                await renewKeptSecret(dataDir);
                return deploymentSecrets(config);
              },
              forgetPrevious: () => forgetPreviousSecret(dataDir),
            }
          : null,
      copyDatabase: databaseUrl ? null : () => copyForBackup(db, dataDir),
      keyFormat: parseKeyTemplate(config.keyFormat),
      keyFormats,
      changes,
      audit: operatorAudit(createAudit({ db, clock, secrets, log, keyFormats })),
      limiter: exclusive ? createMemoryLimiter(clock) : createSharedLimiter({ db, clock }),
      plans,
      quotas: createQuotas({ plans, maxFileBytes: config.maxFileBytes }),
      queue: createQueue({ db, clock, log }),
      publicUrl: config.publicUrl,
      issuer: config.identityProvider?.issuer ?? null,
      log,
    },
    async close() {
      await changes.close();
      await database.close();
    },
  };
}

/** Joins the other processes at the first change: most commands make none, and one sets up the tables that this takes. */
function whenNeeded(create: () => Promise<AccessChanges>): AccessChanges {
  let made: Promise<AccessChanges> | undefined;
  return {
    async transaction(tenantId, work) {
      made ??= create();
      return (await made).transaction(tenantId, work);
    },
    isCurrent: () => false,
    close: async () => (await made)?.close(),
  };
}
