import type { Actor, Principal } from '../../access/principal.ts';
import type { Log } from '../../platform/log.ts';
import type { AuditEvent } from './types.ts';

export interface Refusal {
  /** Method and pattern, as `GET /api/v1/projects/:project`. */
  route: string;
  code: string;
  details: object;
}

interface Repeats {
  /** Whoever was refused last. */
  actor: Actor;
  refusal: Refusal;
  /** Refusals that are in no event yet. */
  count: number;
}

/** Of 300 bytes or so each. At so many those there are are written early. */
const MAX_OPEN = 10_000;

/**
 * Writes refusals so that a flood of them neither fills the disk nor holds up the tenant's other events: the first of a principal,
 * route and code at once, further ones up to the next `flush` counted, and written then as one event with `repeated`.
 */
export function createRefusals(deps: { log: Log; write(actor: Actor, event: AuditEvent): Promise<void> }) {
  let open = new Map<string, Repeats>();

  async function write({ actor, refusal: { route, code, details }, count }: Repeats, repeated: boolean): Promise<void> {
    await deps.write(actor, {
      action: 'access.refused',
      target: { type: 'route', id: route },
      after: { code, ...details, ...(repeated ? { repeated: count } : {}) },
    });
  }

  function count(key: string, actor: Actor, refusal: Refusal, more: number): void {
    open.set(key, { actor, refusal, count: (open.get(key)?.count ?? 0) + more });
  }

  async function flush(): Promise<void> {
    const batch = open;
    open = new Map();
    for (const [key, repeats] of batch) {
      try {
        if (repeats.count > 0) await write(repeats, true);
        batch.delete(key);
      } catch (error) {
        if ((error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION) continue; // the tenant is gone
        deps.log.error({ err: error }, 'refusals could not be written to the audit log');
        for (const [left, { actor, refusal, count: more }] of batch) count(left, actor, refusal, more);
        return;
      }
    }
  }

  /** Resolves when it is written or counted; a failure to write is logged, and made up for at the next flush. */
  async function note({ tenantId, type, id, address }: Principal, refusal: Refusal): Promise<void> {
    const actor: Actor = { tenantId, type, id, address };
    const key = JSON.stringify([tenantId, type, id, refusal.route, refusal.code]);
    if (open.has(key)) {
      count(key, actor, refusal, 1);
      return;
    }
    if (open.size >= MAX_OPEN) await flush();
    count(key, actor, refusal, 0);
    try {
      await write({ actor, refusal, count: 0 }, false);
    } catch (error) {
      deps.log.error({ err: error }, 'a refusal could not be written to the audit log');
      count(key, actor, refusal, 1);
    }
  }

  return { note, flush };
}

/** PostgreSQL's SQLSTATE. */
const FOREIGN_KEY_VIOLATION = '23503';
