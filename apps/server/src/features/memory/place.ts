import type { Principal } from '../../access/principal.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid } from '../../platform/errors.ts';
import { requireAgent } from '../agents/index.ts';
import { requireProject } from '../projects/index.ts';
import { resolveUser } from '../users/index.ts';
import type { Owner } from './types.ts';

export interface PlaceDeps {
  db: Db;
  clock: Clock;
}

/**
 * The id of the user whom a request names, or for whom its credential was derived.
 *
 * @throws ApiError `not_found`, or `invalid_request` when nobody is named
 */
export async function requireUser(
  deps: PlaceDeps,
  principal: Principal,
  named: string | undefined,
  { create }: { create: boolean },
): Promise<string> {
  const user = await resolveUser(deps, principal, named, { create });
  if (!user) throw invalid('user_id', 'is needed');
  return user.id;
}

/**
 * Where something is to be kept: where the request says, or in the one project or agent that the principal is limited to. What an
 * agent remembers is kept to its project, too.
 *
 * @throws ApiError `not_found` beyond the principal's reach, or `invalid_request` when it does not say which of several
 */
export async function placeOf(
  { db }: PlaceDeps,
  principal: Principal,
  named: { projectId?: string | undefined; agentId?: string | undefined },
): Promise<Pick<Owner, 'projectId' | 'agentId'>> {
  const agentId = named.agentId ?? only(principal.agentIds, 'agent_id', 'agents');
  const agent = agentId === undefined ? undefined : await requireAgent(db, principal, agentId);
  const isNamed = named.projectId !== undefined && named.projectId !== agent?.project_id;
  const projectId = isNamed
    ? await requireProject(db, principal, named.projectId ?? '')
    : (agent?.project_id ?? only(principal.projectIds, 'project_id', 'projects') ?? null);
  if (agent && agent.project_id !== projectId) throw invalid('agent_id', 'is not an agent of this project');
  return { projectId, agentId: agent?.id ?? null };
}

function only(ids: readonly string[] | null, field: string, what: string): string | undefined {
  if (ids === null) return undefined;
  if (ids.length === 1) return ids[0];
  throw invalid(field, `is needed, since the credential is limited to several ${what}`);
}

/** Whether a principal may touch what is kept there: `withinReach` for what is not in a table. */
export const isWithinReach =
  ({ projectIds, agentIds }: Principal) =>
  ({ projectId, agentId }: Pick<Owner, 'projectId' | 'agentId'>): boolean =>
    (projectIds === null || (projectId !== null && projectIds.includes(projectId))) &&
    (agentIds === null || (agentId !== null && agentIds.includes(agentId)));
