import type { Actor } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { columnsOf, DEFAULTS, type Settings } from './settings.ts';
import * as store from './store.ts';
import { insertVersion } from './version-store.ts';

/** The agent a project is born with. */
export async function insertDefaultAgent(tx: Db, tenantId: string, projectId: string, now: Date): Promise<void> {
  await insertAgent(tx, { tenantId, projectId, settings: DEFAULTS, maker: null, now });
}

/** An agent with its first version. */
export async function insertAgent(
  tx: Db,
  agent: { tenantId: string; projectId: string; settings: Settings; maker: Actor | null; now: Date },
): Promise<store.AgentRow> {
  const { tenantId, projectId, settings, now } = agent;
  const row = await store.insertAgent(tx, {
    ...columnsOf(settings),
    tenant_id: tenantId,
    id: uuidv7(),
    project_id: projectId,
    created_at: now,
    updated_at: now,
  });
  await insertVersion(tx, tenantId, row.id, { version: 1, settings, maker: agent.maker, now });
  return row;
}
