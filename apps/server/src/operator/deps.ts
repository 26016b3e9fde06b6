import type { KeyFormat } from '@ragkeep/access';
import type { AccessChanges } from '../access/changes/index.ts';
import type { Audit } from '../features/audit/index.ts';
import type { Plans, Quotas } from '../features/plans/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Cursors } from '../platform/cursors.ts';
import type { Db } from '../platform/db/index.ts';
import type { Limiter } from '../platform/limiter/index.ts';
import type { Log } from '../platform/log.ts';
import type { Queue } from '../platform/queue/index.ts';
import type { Secrets } from '../platform/secrets.ts';

/** What the commands work with: parts of the running server, or the same parts made for one command alone. */
export interface OperatorDeps {
  db: Db;
  /** For people, as `PostgreSQL 17.2 (server)`. */
  databaseDescription: string;
  clock: Clock;
  cursors: Cursors;
  secrets: Secrets;
  /** The secret that is kept in DATA_DIR; null where it is a setting, and in a server, which goes on with the one it has. */
  keptSecret: { renew(): Promise<Secrets>; forgetPrevious(): Promise<void> } | null;
  /** Copies the embedded database to where `ragkeep backup` reads it, and gives the milliseconds it took; null on a server. */
  copyDatabase: (() => Promise<number>) | null;
  keyFormat: KeyFormat;
  /** All whose keys are accepted. */
  keyFormats: readonly KeyFormat[];
  changes: AccessChanges;
  /** Writes the operator as the actor: see `operatorAudit`. */
  audit: Audit;
  limiter: Limiter;
  plans: Plans;
  quotas: Pick<Quotas, 'usage'>;
  queue: Queue;
  /** Where people reach the server, for the links they are handed. */
  publicUrl: string;
  /** The identity provider's; null without one. */
  issuer: string | null;
  log: Log;
}
