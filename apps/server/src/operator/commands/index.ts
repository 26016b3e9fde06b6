import type { Command } from '../command.ts';
import { verifyAudit } from './audit.ts';
import { copyDatabase } from './copy-database.ts';
import { migrateDatabase, showDatabase } from './database.ts';
import { distributeDatabase } from './db-distribute.ts';
import { keys } from './keys.ts';
import { members } from './members.ts';
import { linkTenant } from './organisations.ts';
import { plans } from './plans.ts';
import { secrets } from './secrets.ts';
import { tenants } from './tenants.ts';
import { verifyKey } from './verify-key.ts';

/** All that is done with the data, here or by the running server. */
export const COMMANDS: readonly Command[] = [
  migrateDatabase,
  showDatabase,
  copyDatabase,
  distributeDatabase,
  ...tenants,
  ...keys,
  verifyKey,
  ...members,
  ...plans,
  verifyAudit,
  ...secrets,
  linkTenant,
];
