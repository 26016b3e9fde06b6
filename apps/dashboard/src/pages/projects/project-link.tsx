import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { projectPath, useProject } from './use-project.ts';

/** A project by its id, by name. */
export function ProjectLink({ id }: { id: string }) {
  const { data: project } = useProject(id);
  return (
    <Anchor component={Link} inherit href={projectPath({ slug: project?.slug ?? id })}>
      {project?.name ?? 'Project'}
    </Anchor>
  );
}
