export const agentPath = (project: string, agent: string): string =>
  `/projects/${encodeURIComponent(project)}/agents/${agent}`;
