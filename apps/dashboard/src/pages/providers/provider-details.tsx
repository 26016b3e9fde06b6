import { Anchor, Button, Code, Drawer, List, Stack, Text, Title } from '@mantine/core';
import type { Provider } from '@ragkeep/sdk';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

/** All about a provider: which agents answer with it, and whether it answers. */
export function ProviderDetails({ of, onClose }: { of: Provider | null; onClose: () => void }) {
  const may = useMay();
  return (
    <Drawer
      opened={of !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={of?.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {of && (
        <Stack gap="lg">
          <Facts
            facts={[
              ['Address', of.base_url],
              ['Model', of.model],
              ['Set up', <When key="created" at={of.created_at} />],
              ['Id', <Code key="id">{of.id}</Code>],
            ]}
          />
          <Uses id={of.id} />
          {may('agents:write') && <Trial id={of.id} />}
        </Stack>
      )}
    </Drawer>
  );
}

function Uses({ id }: { id: string }) {
  const { data, error } = useQuery({ queryKey: ['providers', id], queryFn: () => ragkeep.getProvider(id) });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Used by
      </Title>
      {error && <Problem error={error} />}
      {data?.used_by.length === 0 && (
        <Text size="sm" c="dimmed">
          No agent yet. Choose it in an agent’s settings, under “Answered by”.
        </Text>
      )}
      <List size="sm">
        {data?.used_by.map((agent) => (
          <List.Item key={agent.id}>
            <Anchor component={Link} href={`/projects/${agent.project_id}/agents/${agent.id}`} inherit>
              {agent.name}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Trial({ id }: { id: string }) {
  const trial = useMutation({ mutationFn: () => ragkeep.testProvider(id) });
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={3} size="h5">
        Try it
      </Title>
      <Button variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
        Ask whether it answers
      </Button>
      {trial.error && <Problem error={trial.error} />}
      {trial.data && (
        <Notice kind={trial.data.ok ? 'good' : 'bad'} isNews>
          {trial.data.message}
        </Notice>
      )}
      {trial.data?.models && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          It lists: {trial.data.models.join(', ')}
        </Text>
      )}
    </Stack>
  );
}
