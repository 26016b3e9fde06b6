import { MultiSelect, Stack } from '@mantine/core';
import type { Agent, Project } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { allOf } from '../../components/all-of.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

/** All projects by id, for pickers and names. Empty for whoever may not list them. */
export function useProjects(): readonly Project[] {
  const may = useMay();
  const { data = [] } = useQuery({
    queryKey: ['projects', 'all'],
    queryFn: () => allOf(ragkeep.listProjects({ limit: 200 })),
    enabled: may('projects:read'),
  });
  return data;
}

/** All agents, as `useProjects`. */
export function useAgents(): readonly Agent[] {
  const may = useMay();
  const { data = [] } = useQuery({
    queryKey: ['agents', 'all'],
    queryFn: () => allOf(ragkeep.listAgents({ limit: 200 })),
    enabled: may('agents:read'),
  });
  return data;
}

interface ReachPickerProps {
  projects: string[];
  agents: string[];
  onProjects: (ids: string[]) => void;
  onAgents: (ids: string[]) => void;
}

/** The only projects and agents that a key may touch; none chosen: all. */
export function ReachPicker({ projects, agents, onProjects, onAgents }: ReachPickerProps) {
  const allProjects = useProjects();
  const allAgents = useAgents().filter((agent) => projects.length === 0 || projects.includes(agent.project_id));
  const nameOf = (id: string) => allProjects.find((project) => project.id === id)?.name ?? 'another project';
  return (
    <Stack gap="sm">
      <MultiSelect
        label="Only these projects"
        placeholder={projects.length === 0 ? 'All projects' : undefined}
        description="A key for one project cannot touch another."
        data={allProjects.map(({ id, name }) => ({ value: id, label: name }))}
        value={projects}
        onChange={onProjects}
        searchable
        clearable
        nothingFoundMessage="No project of that name"
      />
      <MultiSelect
        label="Only these agents"
        placeholder={agents.length === 0 ? 'All agents' : undefined}
        description="A key for agents asks them and does nothing else of theirs."
        data={allAgents.map(({ id, name, project_id }) => ({ value: id, label: `${name} (${nameOf(project_id)})` }))}
        value={agents}
        onChange={onAgents}
        searchable
        clearable
        nothingFoundMessage="No agent of that name"
      />
    </Stack>
  );
}
