import type { Actor } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { type ChainedEvent, chainHash } from './chain.ts';
import * as store from './store.ts';
import type { Audit, AuditEvent } from './types.ts';

export function createAudit(deps: { db: Db; clock: Clock; secrets: Secrets }): Audit {
  const key = deps.secrets.key('audit');

  async function record(tx: Db, actor: Actor, event: AuditEvent): Promise<void> {
    const { tenantId } = actor;
    const head = await store.lockHead(tx, tenantId);
    const chained: ChainedEvent = {
      tenantId,
      seq: head.seq + 1,
      id: uuidv7(),
      at: deps.clock.now(),
      actorType: actor.type,
      actorId: actor.id,
      address: actor.address,
      action: event.action,
      targetType: event.target.type,
      targetId: event.target.id,
      before: event.before ?? null,
      after: event.after ?? null,
    };
    const hash = chainHash(key, head.hash, chained);
    await store.insertEvent(tx, chained, hash);
    await store.moveHead(tx, tenantId, chained.seq, hash);
  }

  return {
    record,
    async refused(principal, { route, code, details }) {
      await deps.db.transaction().execute((tx) =>
        record(tx, principal, {
          action: 'access.refused',
          target: { type: 'route', id: route },
          after: { code, ...details },
        }),
      );
    },
  };
}
