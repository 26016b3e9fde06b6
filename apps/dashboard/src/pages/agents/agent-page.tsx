import { Badge, Button, Group, Skeleton, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Agent } from '@ragkeep/sdk';
import { IconMessageCircle, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams, useSearchParams } from 'wouter';
import { Confirm } from '../../components/confirm.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { projectPath, useProject } from '../projects/use-project.ts';
import { AgentSettings } from './agent-settings.tsx';
import { AgentVersions } from './agent-versions.tsx';
import { DeveloperTab } from './developer-tab.tsx';

export default function AgentPage() {
  const { project: ref = '', agent: id = '' } = useParams<{ project: string; agent: string }>();
  const project = useProject(ref);
  const agent = useQuery({ queryKey: ['agents', id], queryFn: () => ragkeep.getAgent(id) });
  const trail = [
    { label: 'Projects', href: '/projects' },
    { label: project.data?.name ?? ref, href: projectPath({ slug: ref }, 'agents') },
  ];
  const name = agent.data?.name ?? 'Agent';
  return (
    <Page title={name} crumbs={trail} actions={agent.data && <AgentActions project={ref} agent={agent.data} />}>
      {agent.error ? (
        <Problem error={agent.error} onRetry={agent.refetch} />
      ) : agent.data ? (
        <Content agent={agent.data} project={project.data?.slug ?? ref} />
      ) : (
        <Skeleton height={300} aria-label="Loading" />
      )}
    </Page>
  );
}

function Content({ agent, project }: { agent: Agent; project: string }) {
  const [search, setSearch] = useSearchParams();
  const hasDraft = agent.latest_version > agent.version;
  return (
    <Tabs value={search.get('tab') ?? 'settings'} onChange={(tab) => tab && setSearch({ tab })} keepMounted={false}>
      <Tabs.List mb="lg">
        <Tabs.Tab value="settings">Settings</Tabs.Tab>
        <Tabs.Tab
          value="versions"
          rightSection={
            hasDraft && (
              <Badge size="sm" color="yellow" variant="dot">
                draft
              </Badge>
            )
          }
        >
          Versions
        </Tabs.Tab>
        <Tabs.Tab value="developer">Developer</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings">
        <AgentSettings agent={agent} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <AgentVersions agent={agent} />
      </Tabs.Panel>
      <Tabs.Panel value="developer">
        <DeveloperTab agent={agent} project={project} />
      </Tabs.Panel>
    </Tabs>
  );
}

function AgentActions({ project, agent }: { project: string; agent: Agent }) {
  const mayWrite = useMay()('agents:write');
  const [, navigate] = useLocation();
  const [isDeleting, deleting] = useDisclosure();
  const remove = useChange(() => ragkeep.deleteAgent(agent.id), {
    invalidates: [['agents', 'list'], ['agents', 'choice'], ['projects'], ['api-keys']],
    done: `${agent.name} is deleted`,
    onDone: () => navigate(projectPath({ slug: project }, 'agents')),
  });
  return (
    <Group gap="sm">
      <Button
        component={Link}
        variant="default"
        href={`${projectPath({ slug: project }, 'chat')}?agent=${agent.id}`}
        leftSection={<IconMessageCircle size={16} aria-hidden />}
      >
        Chat
      </Button>
      {mayWrite && (
        <Button variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deleting.open}>
          Delete
        </Button>
      )}
      <Confirm
        opened={isDeleting}
        title={`Delete ${agent.name}`}
        action="Delete the agent"
        onConfirm={() => remove.mutate(undefined)}
        onClose={deleting.close}
        isPending={remove.isPending}
        error={remove.error}
      >
        Its versions go with it, and keys and widgets that are limited to it stop working. Conversations stay. This
        cannot be undone.
      </Confirm>
    </Group>
  );
}
