import type { ResultOf, routes } from '@ragkeep/contract';
import type { Principal } from '../../access/principal.ts';
import { freeSlug, slugify } from '../../features/projects/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { notFound } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { type AgentOfProject, findAgents } from './store.ts';

/** What a client calls a model: an agent, under the name it goes by. */
export interface Model {
  id: string;
  created: Date;
  agentId: string;
}

const SLUG = /^[a-z0-9-]{1,63}$/;

export async function listModels(db: Db, principal: Principal): Promise<ResultOf<typeof routes.listModels>> {
  return { object: 'list', data: modelsOf(await findAgents(db, principal)).map(present) };
}

export const getModel = async (db: Db, principal: Principal, id: string): Promise<ResultOf<typeof routes.getModel>> =>
  present(await requireModel(db, principal, id));

/**
 * The model of that name, within the principal's reach: `slug`, `slug/agent` by the agent's name, or `slug/id`.
 *
 * @throws ApiError `not_found`
 */
export async function requireModel(db: Db, principal: Principal, id: string): Promise<Model> {
  const [slug = '', agent] = id.split('/', 2);
  if (!SLUG.test(slug)) throw notFound('model');
  const models = modelsOf(await findAgents(db, principal, slug));
  const byId = agent !== undefined && isUuid(agent) && models.find(({ agentId }) => agentId === agent.toLowerCase());
  const found = byId && id.split('/').length === 2 ? byId : models.find((model) => model.id === id);
  if (!found) throw notFound('model');
  return { ...found, id };
}

/**
 * The models that projects and agents make: each project one, which is the oldest of its agents within reach, and each
 * agent one. An agent has the same name whoever asks, so those beyond reach take part in the naming.
 *
 * @param agents those of one project together, oldest first
 */
export function modelsOf(agents: readonly AgentOfProject[]): Model[] {
  const models: Model[] = [];
  const namesOf = new Map<string, string[]>();
  const begun = new Set<string>();
  for (const { slug, project_created_at, agent_id: agentId, agent_name, agent_created_at, in_reach } of agents) {
    const taken = namesOf.get(slug) ?? [];
    const name = freeSlug(slugify(agent_name, 'agent'), taken);
    namesOf.set(slug, [...taken, name]);
    if (!in_reach) continue;
    if (!begun.has(slug)) models.push({ id: slug, created: project_created_at, agentId });
    begun.add(slug);
    models.push({ id: `${slug}/${name}`, created: agent_created_at, agentId });
  }
  return models;
}

const present = ({ id, created }: Model) => ({
  id,
  object: 'model' as const,
  created: Math.floor(created.getTime() / 1000),
  owned_by: 'ragkeep' as const,
});
