import { Anchor, Button, Code, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Project } from '@ragkeep/sdk';
import { IconFolders, IconPlus } from '@tabler/icons-react';
import { lazy } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { OnDemand } from '../../components/on-demand.tsx';
import { Page } from '../../components/page.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { projectPath } from './use-project.ts';

const CreateProject = lazy(() => import('./create-project.tsx'));
const COLUMNS: readonly [Column<Project>, ...Column<Project>[]] = [
  {
    title: 'Name',
    cell: (project) => (
      <>
        <Anchor component={Link} href={projectPath(project)} fw={600}>
          {project.name}
        </Anchor>
        {project.description && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {project.description}
          </Text>
        )}
      </>
    ),
  },
  { title: 'Slug', cell: ({ slug }) => <Code>{slug}</Code> },
  { title: 'Documents', cell: ({ documents }) => documents.toLocaleString(), align: 'right' },
  { title: 'Updated', cell: ({ updated_at }) => <When at={updated_at} /> },
];

export default function ProjectsPage() {
  const may = useMay();
  const [isCreating, creating] = useDisclosure();
  const projects = useList(['projects', 'list'], (page) => ragkeep.listProjects(page));
  const create = may('projects:write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={creating.open}>
      New project
    </Button>
  );
  return (
    <Page
      title="Projects"
      about="A project holds documents, and the agents that answer from them."
      actions={projects.items.length > 0 && create}
    >
      <ListState
        query={projects}
        empty={
          <EmptyState icon={IconFolders} title="No projects yet" action={create}>
            Create one for each body of documents that belongs together: a product’s manuals, a team’s rules, a client’s
            files.
          </EmptyState>
        }
      >
        <Rows caption="Projects" items={projects.items} keyOf={({ id }) => id} columns={COLUMNS} />
      </ListState>
      <OnDemand opened={isCreating}>{(opened) => <CreateProject opened={opened} onClose={creating.close} />}</OnDemand>
    </Page>
  );
}
