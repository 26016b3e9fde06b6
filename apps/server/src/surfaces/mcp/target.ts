import { routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { defaultAgent } from '../../features/agents/index.ts';
import { requireProject } from '../../features/projects/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { invalid, notFound } from '../../platform/errors.ts';
import { projectsInReach } from './store.ts';

export const projectArgument = routes.projectRef
  .optional()
  .describe(
    'The project’s id or slug, as list_projects gives them. Not needed when the credential reaches one project only',
  );

/** The project a call names, or the only one that its credential reaches. */
export async function projectOf(db: Db, principal: Principal, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const [only, another] = await projectsInReach(db, principal, 2);
  if (only === undefined) throw notFound('project');
  if (another !== undefined) throw invalid('project', 'is needed, since this credential reaches several projects');
  return only;
}

/** The agent a call names; else the credential's only one, or the first of the project that it names or reaches. */
export async function agentOf(
  db: Db,
  principal: Principal,
  named: { agent?: string | undefined; project?: string | undefined },
): Promise<string> {
  if (named.agent !== undefined) {
    if (named.project === undefined) return named.agent;
    throw invalid('project', 'cannot be named beside an agent, which has its own');
  }
  if (principal.agentIds !== null && named.project === undefined) {
    const [only, another] = principal.agentIds;
    if (only !== undefined && another === undefined) return only;
    throw invalid('agent', 'is needed, since this credential is limited to several agents');
  }
  const projectId = await requireProject(db, principal, await projectOf(db, principal, named.project));
  return (await defaultAgent(db, principal, projectId)).id;
}
