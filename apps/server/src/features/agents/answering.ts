import type { Principal } from '../../access/principal.ts';
import { notePlace } from '../../access/usage.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { keptSettings } from './present.ts';
import { type Settings, settingsOfRow } from './settings.ts';
import * as store from './store.ts';
import { findVersion } from './version-store.ts';

/** What an agent answers with. */
export interface AnsweringAgent extends Omit<Settings, 'description'> {
  id: string;
  project_id: string;
  version: number;
}

/**
 * The settings of an agent's published version, or of another one.
 *
 * @throws ApiError `not_found` for an agent beyond the principal's reach, or a version that it never had or that is not kept any more
 */
export async function settingsOf(
  db: Db,
  principal: Principal,
  agentId: string,
  version?: number,
): Promise<AnsweringAgent> {
  const row = await requireAgent(db, principal, agentId);
  if (version === undefined || version === row.version) return answering(row, row.version, settingsOfRow(row));
  const kept = await findVersion(db, principal.tenantId, row.id, version);
  if (!kept) throw notFound('version of this agent');
  return answering(row, version, keptSettings(kept));
}

/**
 * The agent that answers where only a project is named: the oldest of those within the principal's reach.
 *
 * @param projectId of a project that the principal may touch
 * @throws ApiError `not_found` when none of its agents is within reach
 */
export async function defaultAgent(db: Db, principal: Principal, projectId: string): Promise<AnsweringAgent> {
  const row = await store.oldestAgent(db, principal, projectId);
  if (!row) throw notFound('agent');
  return answering(row, row.version, settingsOfRow(row));
}

export async function requireAgent(db: Db, principal: Principal, id: string): Promise<store.AgentRow> {
  const row = await store.findAgent(db, principal, id);
  if (!row) throw notFound('agent');
  notePlace(principal, row.project_id, row.id);
  return row;
}

function answering(row: store.AgentRow, version: number, settings: Settings): AnsweringAgent {
  const { description: _, ...rest } = settings;
  return { id: row.id, project_id: row.project_id, version, ...rest };
}
