import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

interface ProjectSelectProps {
  /** A project’s id. */
  value: string | null;
  onChange: (id: string | null) => void;
  label?: string;
  description?: string;
  placeholder?: string;
}

/** Chooses a project, or none. */
export function ProjectSelect({
  value,
  onChange,
  label,
  description,
  placeholder = 'All projects',
}: ProjectSelectProps) {
  const mayRead = useMay()('projects:read');
  const projects = useQuery({
    queryKey: ['projects', 'choice'],
    queryFn: () => ragkeep.listProjects({ limit: 200 }),
    enabled: mayRead,
  });
  return (
    <Select
      {...(label ? { label, description } : { 'aria-label': 'Project', w: 200 })}
      placeholder={placeholder}
      clearable
      searchable
      data={projects.data?.data.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      value={value}
      onChange={onChange}
    />
  );
}
