import type { Reach } from '@ragkeep/access';
import type { Principal } from '../../access/principal.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import { requireAgent } from '../agents/index.ts';
import { requireProject } from '../projects/index.ts';

/**
 * Where a new conversation belongs. An agent tells its project; whoever is limited to one project or one agent need not name
 * it, and whoever is limited to several must, since they would not see it otherwise.
 *
 * @param asked the project by its id or slug
 * @throws ApiError `not_found` for what is beyond the principal's reach, or an agent of another project
 */
export async function placeOf(
  db: Db,
  principal: Principal,
  asked: { project: string | undefined; agentId: string | undefined },
): Promise<{ project_id: string | null; agent_id: string | null }> {
  const agentId = asked.agentId ?? only(principal.agentIds);
  if (agentId === undefined && principal.agentIds !== null) throw invalid('agent_id', NEEDED);
  const agent = agentId === undefined ? undefined : await requireAgent(db, principal, agentId);
  const project = asked.project ?? agent?.project_id ?? only(principal.projectIds);
  if (project === undefined && principal.projectIds !== null) throw invalid('project_id', NEEDED);
  if (project === undefined) return { project_id: null, agent_id: null };
  // Who is limited to agents sees no project, and may still name that of theirs.
  const projectId = project === agent?.project_id ? project : await requireProject(db, principal, project);
  if (agent && agent.project_id !== projectId) throw notFound('agent');
  return { project_id: projectId, agent_id: agent?.id ?? null };
}

const NEEDED = 'is needed, since the credential is limited to some';

const only = (reach: Reach): string | undefined => (reach?.length === 1 ? reach[0] : undefined);
