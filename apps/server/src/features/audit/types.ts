import type { Actor, Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';

/** What happened to what. `before` and `after` hold facts only, never a secret. */
export interface AuditEvent {
  /** `resource.verb`, as `api_key.revoked`. */
  action: string;
  target: { type: string; id: string | null };
  before?: object;
  after?: object;
}

export interface Audit {
  /** Writes the event within the transaction of the change, so that there is neither without the other. Near its end: see `lockHead`. */
  record(tx: Db, actor: Actor, event: AuditEvent): Promise<void>;
  /** Writes that a principal was refused something, in a transaction of its own; repeats are counted and written by `flush`. */
  refused(principal: Principal, facts: { route: string; code: string; details: object }): Promise<void>;
  /** Writes the repeats counted since the last time. Once a minute. */
  flush(): Promise<void>;
}
