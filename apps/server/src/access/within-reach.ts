import { type RawBuilder, sql } from 'kysely';
import type { Principal } from './principal.ts';

/**
 * Whether a principal may touch a row of a table with `project_id` and `agent_id`, either of which may be null: whoever is
 * limited to some sees none that belongs to no project, or to no agent.
 */
export const withinReach = ({
  projectIds,
  agentIds,
}: Pick<Principal, 'projectIds' | 'agentIds'>): RawBuilder<boolean> =>
  sql<boolean>`(${projectIds === null} OR project_id = ANY(${projectIds ?? []}::uuid[]))
    AND (${agentIds === null} OR agent_id = ANY(${agentIds ?? []}::uuid[]))`;
