import type { KeyFormat } from '@ragkeep/access';
import type { Actor } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Log } from '../../platform/log.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { type ChainedEvent, chainHash } from './chain.ts';
import { createFence } from './fence.ts';
import { presentKey } from './keys.ts';
import { createRefusals } from './refusals.ts';
import * as store from './store.ts';
import type { Audit, AuditEvent } from './types.ts';

export function createAudit(deps: {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  log: Log;
  keyFormats: readonly KeyFormat[];
}): Audit {
  const key = presentKey(deps.secrets);
  const fenced = createFence(deps.keyFormats);

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
      before: event.before ? fenced(event.before) : null,
      after: event.after ? fenced(event.after) : null,
    };
    await store.append(tx, chained, chainHash(key, head.hash, chained));
  }

  const refusals = createRefusals({
    log: deps.log,
    write: (actor, event) => deps.db.transaction().execute((tx) => record(tx, actor, event)),
  });
  return { record, refused: refusals.note, flush: refusals.flush };
}
