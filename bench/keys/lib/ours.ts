import { randomBytes } from 'node:crypto';
import { parseKeyTemplate } from '@ragkeep/access';
import { createLocalChanges } from '../../../apps/server/src/access/changes/index.ts';
import type { Resolver } from '../../../apps/server/src/access/guard.ts';
import { createKnownCredentials, type KnownCredentials } from '../../../apps/server/src/access/known-credentials.ts';
import {
  createLastUsed,
  keyResolver,
  type LastUsed,
  touchKeys,
} from '../../../apps/server/src/features/api-keys/index.ts';
import { createPlans, readPlans } from '../../../apps/server/src/features/plans/index.ts';
import { type Clock, systemClock } from '../../../apps/server/src/platform/clock.ts';
import { type EmbeddedDatabase, openEmbedded } from '../../../apps/server/src/platform/db/embedded/index.ts';
import { embeddedDatabase } from '../../../apps/server/src/platform/db/index.ts';
import { migrate } from '../../../apps/server/src/platform/db/migrate.ts';
import { createLog, type Log } from '../../../apps/server/src/platform/log.ts';
import { createSecrets, type Secrets } from '../../../apps/server/src/platform/secrets.ts';

export const KEY_FORMAT = parseKeyTemplate('rk_{env}_{base62:32}');

export interface Ours {
  pool: EmbeddedDatabase['pool'];
  log: Log;
  clock: Clock;
  secrets: Secrets;
  resolver: Resolver;
  known: KnownCredentials;
  lastUsed: LastUsed;
  close(): Promise<void>;
}

/**
 * The way from a key to its principal, put together as `createApp` does it for one process, over a fresh embedded database in
 * the folder. The log goes to standard output.
 *
 * @param maxKnown how many credentials are remembered; the server's own bound unless given
 */
export async function openOurs(dataDir: string, maxKnown?: number): Promise<Ours> {
  const { pool, close } = await openEmbedded({ dataDir });
  const { db, background } = await embeddedDatabase(pool, close);
  await migrate(db);
  const log = createLog(process.env.LOG_LEVEL ?? 'info');
  const clock = systemClock();
  const secrets = createSecrets(randomBytes(32).toString('hex'));
  const known = createKnownCredentials(maxKnown);
  known.trustWhile(createLocalChanges(db, known).isCurrent);
  const lastUsed = createLastUsed({ db: background, log, touch: touchKeys });
  const plans = createPlans({ plans: readPlans(undefined), defaultPlan: 'unlimited' });
  const resolver = keyResolver({ db, clock, secrets, keyFormats: [KEY_FORMAT], known, lastUsed, plans });
  return { pool, log, clock, secrets, resolver, known, lastUsed, close };
}
