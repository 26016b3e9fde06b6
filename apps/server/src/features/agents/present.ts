import type { ResultOf, routes } from '@ragkeep/contract';
import { DEFAULTS, type Settings, settingsOfRow } from './settings.ts';
import type { AgentRow } from './store.ts';
import type { VersionRow } from './version-store.ts';

export type Agent = ResultOf<typeof routes.getAgent>;
export type AgentVersion = ResultOf<typeof routes.getAgentVersion>;

export const present = (row: AgentRow): Agent => ({
  id: row.id,
  project_id: row.project_id,
  version: row.version,
  latest_version: row.latest_version,
  ...settingsOfRow(row),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

export const presentVersion = (row: VersionRow, published: number): AgentVersion => ({
  version: row.version,
  published: row.version === published,
  settings: keptSettings(row),
  created_by:
    row.created_by_type === null
      ? null
      : {
          type: row.created_by_type as NonNullable<AgentVersion['created_by']>['type'],
          id: row.created_by_id,
        },
  created_at: row.created_at.toISOString(),
});

/** A version that is older than some setting has that setting's default. */
export const keptSettings = (row: VersionRow): Settings => ({ ...DEFAULTS, ...(row.settings as Partial<Settings>) });
