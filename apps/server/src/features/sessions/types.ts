import type { AccessChanges } from '../../access/changes/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import type { SessionTokens } from '../../platform/session-tokens.ts';
import type { Audit } from '../audit/index.ts';

/** How long tokens live, in seconds. */
export interface Lifetimes {
  access: number;
  refresh: number;
}

export interface SessionDeps {
  db: Db;
  clock: Clock;
  tokens: SessionTokens;
  lifetimes: Lifetimes;
  changes: AccessChanges;
  audit: Audit;
}
