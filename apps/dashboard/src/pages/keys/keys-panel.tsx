import { Badge, Button, Code, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ApiKey } from '@ragkeep/sdk';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { OnDemand } from '../../components/on-demand.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay, useMe } from '../../session/use-me.ts';
import { KeyActions } from './key-actions.tsx';
import { KeyFacts, KeyStatus, Maker, ReachOf } from './key-facts.tsx';
import { summaryOf } from './scopes.ts';

const CreateKey = lazy(() => import('./create-key.tsx'));

interface KeysPanelProps {
  /** Only keys limited to this project; new ones are, too. */
  projectId?: string;
  /** Only keys limited to this agent; new ones are, too. */
  agentId?: string;
}

/** API keys: of the tenant, of a project, or of an agent. */
export function KeysPanel({ projectId, agentId }: KeysPanelProps) {
  const may = useMay();
  const { member } = useMe();
  const [shown, setShown] = useState<'active' | 'all'>('active');
  const [details, setDetails] = useState<ApiKey | null>(null);
  const [isCreating, creating] = useDisclosure();
  const filter = {
    ...(projectId ? { project_id: projectId } : {}),
    ...(agentId ? { agent_id: agentId } : {}),
    ...(shown === 'active' ? { is_active: 'true' as const } : {}),
  };
  const keys = useList(['api-keys', filter], (page) => ragkeep.listApiKeys({ ...filter, ...page }), {
    enabled: may('keys:read'),
  });
  const create = may('keys:write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={creating.open}>
      Create a key
    </Button>
  );
  if (!may('keys:read')) return <Text>Your role may not see the keys. Ask an owner or an admin.</Text>;
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Which keys"
          data={[
            { value: 'active', label: 'Active' },
            { value: 'all', label: 'All' },
          ]}
          value={shown}
          onChange={(value) => setShown(value as 'active' | 'all')}
        />
        {create}
      </Group>
      {!may('keys:write') && (
        <Text size="sm" c="dimmed">
          Your role{member ? ` (${member.role})` : ''} may look at keys but not make or change them. Ask an owner or an
          admin for one.
        </Text>
      )}
      <ListState
        query={keys}
        empty={
          <EmptyState icon={IconKey} title={shown === 'active' ? 'No active keys' : 'No keys yet'} action={create}>
            A key lets a script, a workflow or your app use the API
            {agentId ? ', here to ask this agent' : projectId ? ', here within this project only' : ''}. It may do what
            you say and nothing else, and dies when you revoke it.
          </EmptyState>
        }
      >
        <Rows
          caption="API keys"
          items={keys.items}
          keyOf={({ id }) => id}
          columns={[
            { title: 'Name', cell: (key) => <NameOf apiKey={key} /> },
            { title: 'May', cell: (key) => <Text size="sm">{summaryOf(key.scopes)}</Text> },
            {
              title: 'Works in',
              cell: (key) => (
                <Text size="sm" component="div">
                  <ReachOf of={key} />
                </Text>
              ),
            },
            {
              title: 'Last used',
              cell: (key) => (
                <Text size="sm" component="div">
                  <When at={key.last_used_at} />
                </Text>
              ),
            },
            {
              title: 'Made',
              cell: (key) => (
                <Text size="sm" component="div">
                  <When at={key.created_at} /> by <Maker of={key} />
                </Text>
              ),
            },
            { title: 'Status', cell: (key) => <KeyStatus of={key} /> },
          ]}
          actions={(key) => (
            <KeyActions of={key} onDetails={() => setDetails(key)} isDetailed={details?.id === key.id} />
          )}
        />
      </ListState>
      <KeyFacts of={details} onClose={() => setDetails(null)} />
      {may('keys:write') && (
        <OnDemand opened={isCreating}>
          {(opened) => <CreateKey opened={opened} onClose={creating.close} projectId={projectId} agentId={agentId} />}
        </OnDemand>
      )}
    </Stack>
  );
}

function NameOf({ apiKey: { name, key_prefix, environment } }: { apiKey: ApiKey }) {
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        {environment === 'test' && (
          <Badge size="xs" variant="default">
            Test
          </Badge>
        )}
      </Group>
      <Code>{key_prefix}…</Code>
    </>
  );
}
