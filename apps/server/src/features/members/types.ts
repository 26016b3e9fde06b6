import type { AccessChanges } from '../../access/changes/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Cursors } from '../../platform/cursors.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Limiter } from '../../platform/limiter/index.ts';
import type { Log } from '../../platform/log.ts';
import type { Mailer } from '../../platform/mail/index.ts';
import type { Audit } from '../audit/index.ts';

export interface MemberDeps {
  db: Db;
  clock: Clock;
  cursors: Cursors;
  changes: AccessChanges;
  audit: Audit;
  limiter: Limiter;
  mailer: Mailer;
  /** Where people reach the server, without a slash at its end. */
  publicUrl: string;
  log: Log;
}
