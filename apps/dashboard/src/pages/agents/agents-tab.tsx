import { Anchor, Badge, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Agent } from '@ragkeep/sdk';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import type { ProjectTabProps } from '../projects/project-tab.ts';
import { agentPath } from './agent-path.ts';

export default function AgentsTab({ project }: ProjectTabProps) {
  const mayWrite = useMay()('agents:write');
  const [isCreating, creating] = useDisclosure();
  const agents = useList(['agents', 'list', project.id], (page) =>
    ragkeep.listAgents({ ...page, project_id: project.id }),
  );
  const columns: readonly [Column<Agent>, ...Column<Agent>[]] = [
    {
      title: 'Agent',
      cell: (agent) => (
        <>
          <Anchor component={Link} href={agentPath(project.slug, agent.id)} fw={600}>
            {agent.name}
          </Anchor>
          {agent.description && (
            <Text size="sm" c="dimmed" lineClamp={2}>
              {agent.description}
            </Text>
          )}
        </>
      ),
    },
    {
      title: 'Version',
      cell: ({ version, latest_version }) => (
        <Group gap="xs">
          {version}
          {latest_version > version && (
            <Badge size="sm" color="yellow" variant="dot">
              draft {latest_version}
            </Badge>
          )}
        </Group>
      ),
    },
    { title: 'Search', cell: ({ search_mode, top_k }) => `${search_mode}, ${top_k} passages` },
    { title: 'Updated', cell: ({ updated_at }) => <When at={updated_at} /> },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed">An agent answers from this project, in its own words and by its own rules.</Text>
        {mayWrite && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={creating.open}>
            New agent
          </Button>
        )}
      </Group>
      <ListState
        query={agents}
        empty={
          <EmptyState icon={IconRobot} title="No agents">
            A project is born with one.
          </EmptyState>
        }
      >
        <Rows caption="Agents" items={agents.items} keyOf={({ id }) => id} columns={columns} />
      </ListState>
      <Modal opened={isCreating} onClose={creating.close} title="New agent">
        <CreateForm projectId={project.id} slug={project.slug} onClose={creating.close} />
      </Modal>
    </Stack>
  );
}

function CreateForm({ projectId, slug, onClose }: { projectId: string; slug: string; onClose: () => void }) {
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const create = useChange(() => ragkeep.createAgent({ project_id: projectId, name }), {
    invalidates: [['agents']],
    onDone: (agent) => navigate(agentPath(slug, agent.id)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error && <Problem error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            Create the agent
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
