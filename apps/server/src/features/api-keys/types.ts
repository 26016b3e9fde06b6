import type { KeyFormat } from '@ragkeep/access';
import type { AccessChanges } from '../../access/changes/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Cursors } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Audit } from '../audit/index.ts';
import type { Plans } from '../plans/index.ts';

export interface KeyDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  keyFormat: KeyFormat;
  changes: AccessChanges;
  audit: Audit;
  plans: Plans;
}
