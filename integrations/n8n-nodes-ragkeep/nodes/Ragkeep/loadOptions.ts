import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { all, type Json } from './operations';
import { send } from './server';

const entries = (node: ILoadOptionsFunctions, path: string) => all({ request: (call) => send(node, call) }, path);

/** The projects that the key may see; it needs `projects:read`. */
export async function getProjects(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await entries(this, '/projects')).map(({ id, name, slug }) => ({
    name: String(name),
    value: String(id),
    description: String(slug),
  }));
}

/** The agents that the key may see, with their projects if it may see those, too; it needs `agents:read`. */
export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const agents = await entries(this, '/agents');
  const projects = await entries(this, '/projects').catch((): Json[] => []);
  return agents.map(({ id, name, description, project_id }) => {
    const project = projects.find((one) => one.id === project_id);
    return {
      name: project ? `${String(project.name)}: ${String(name)}` : String(name),
      value: String(id),
      description: String(description),
    };
  });
}
