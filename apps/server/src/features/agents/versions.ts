import type { QueryOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { paginate } from '../../platform/cursors.ts';
import { notFound } from '../../platform/errors.ts';
import { requireAgent } from './answering.ts';
import { checkPublished } from './check.ts';
import { type Agent, type AgentVersion, keptSettings, present, presentVersion } from './present.ts';
import type { AgentDeps } from './service.ts';
import { columnsOf, settingsOfRow } from './settings.ts';
import * as store from './store.ts';
import * as versionStore from './version-store.ts';

export async function listVersions(
  { db, cursors }: AgentDeps,
  principal: Principal,
  id: string,
  page: QueryOf<typeof routes.listAgentVersions>,
) {
  const agent = await requireAgent(db, principal, id);
  const { tenantId } = principal;
  const { data, next_cursor } = await paginate(
    cursors,
    `agent_versions:${id}`,
    tenantId,
    page,
    (after, limit) => versionStore.listVersions(db, tenantId, id, after === undefined ? after : Number(after), limit),
    (row) => String(row.version),
  );
  return { data: data.map((row) => presentVersion(row, agent.version)), next_cursor };
}

export async function getVersion(
  { db }: AgentDeps,
  principal: Principal,
  id: string,
  version: number,
): Promise<AgentVersion> {
  const agent = await requireAgent(db, principal, id);
  const row = await versionStore.findVersion(db, principal.tenantId, id, version);
  if (!row) throw notFound('version of this agent');
  return presentVersion(row, agent.version);
}

/** The agent answers with that version from the next question on. Its latest version stays what the next change starts from. */
export async function publish(
  { db, clock, audit }: AgentDeps,
  principal: Principal,
  id: string,
  version: number,
): Promise<Agent> {
  const { tenantId } = principal;
  return db.transaction().execute(async (tx) => {
    const row = await store.lockAgent(tx, principal, id);
    if (!row) throw notFound('agent');
    const kept = await versionStore.findVersion(tx, tenantId, id, version);
    if (!kept) throw notFound('version of this agent');
    if (version === row.version) return present(row);
    const settings = keptSettings(kept);
    await checkPublished(tx, principal, settingsOfRow(row), settings);
    const after = await store.updateAgent(tx, tenantId, id, {
      ...columnsOf(settings),
      version,
      updated_at: clock.now(),
    });
    await audit.record(tx, principal, {
      action: 'agent.published',
      target: { type: 'agent', id },
      before: { version: row.version },
      after: { version },
    });
    return present(after);
  });
}
