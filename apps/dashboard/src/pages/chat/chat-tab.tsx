import { Button, Drawer, Grid, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconHistory, IconMessagePlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { allOf } from '../../components/all-of.ts';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import type { ProjectTabProps } from '../projects/project-tab.ts';
import { Chat } from './chat.tsx';
import { ConversationList } from './conversation-list.tsx';
import { turnsOf } from './turns.ts';

export default function ChatTab({ project }: ProjectTabProps) {
  const may = useMay();
  const isNarrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const [search, setSearch] = useSearchParams();
  const [isListing, listing] = useDisclosure();
  const [fresh, setFresh] = useState(0);
  // The conversation that is shown already because it began here: its address changes, and nothing else.
  const [begun, setBegun] = useState<string | null>(null);
  const agentId = search.get('agent') ?? project.agent_id;
  const conversationId = search.get('conversation');
  const isBegunHere = conversationId !== null && conversationId === begun;

  const open = (conversation: { id: string; agent_id: string | null } | null) => {
    setBegun(null);
    setFresh(fresh + 1);
    setSearch({
      agent: conversation?.agent_id ?? agentId,
      ...(conversation ? { conversation: conversation.id } : {}),
    });
    listing.close();
  };
  const onBegun = (id: string) => {
    setBegun(id);
    setSearch({ agent: agentId, conversation: id }, { replace: true });
  };
  const list = may('conversations:read') && (
    <ConversationList projectId={project.id} current={conversationId} onOpen={open} />
  );
  if (!may('query')) return <Text>Your role may not ask questions. Ask an admin for another one.</Text>;
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 'auto' }} style={{ minWidth: 0 }}>
        <Stack gap="md">
          <Group justify="space-between" gap="sm" align="flex-end">
            <AgentChoice projectId={project.id} value={agentId} onChange={(agent) => setSearch({ agent })} />
            <Group gap="xs">
              {isNarrow && list && (
                <Button variant="default" leftSection={<IconHistory size={16} aria-hidden />} onClick={listing.open}>
                  History
                </Button>
              )}
              <Button
                variant="default"
                leftSection={<IconMessagePlus size={16} aria-hidden />}
                onClick={() => open(null)}
              >
                New chat
              </Button>
            </Group>
          </Group>
          {conversationId && !isBegunHere ? (
            <KeptChat
              key={conversationId}
              id={conversationId}
              agentId={agentId}
              project={project.slug}
              onBegun={onBegun}
            />
          ) : (
            <Chat
              key={`${agentId} ${fresh}`}
              project={project.slug}
              agentId={agentId}
              conversationId={null}
              turns={[]}
              onBegun={onBegun}
            />
          )}
        </Stack>
      </Grid.Col>
      {list &&
        (isNarrow ? (
          <Drawer opened={isListing} onClose={listing.close} title="Conversations" position="left">
            {list}
          </Drawer>
        ) : (
          <Grid.Col span={3}>{list}</Grid.Col>
        ))}
    </Grid>
  );
}

interface KeptChatProps {
  id: string;
  agentId: string;
  project: string;
  onBegun: (id: string) => void;
}

function KeptChat({ id, agentId, project, onBegun }: KeptChatProps) {
  const messages = useQuery({
    queryKey: ['messages', id],
    queryFn: () => allOf(ragkeep.listMessages(id, { limit: 200 })),
    // It is what the chat begins with; what is said from now on, the chat knows itself.
    staleTime: 0,
    gcTime: 0,
  });
  if (messages.error) return <Problem error={messages.error} onRetry={messages.refetch} />;
  if (!messages.data) return <Skeleton height={200} aria-label="Loading" />;
  return (
    <Chat project={project} agentId={agentId} conversationId={id} turns={turnsOf(messages.data)} onBegun={onBegun} />
  );
}

interface AgentChoiceProps {
  projectId: string;
  value: string;
  onChange: (id: string) => void;
}

/** Which agent answers, where there is a choice. */
function AgentChoice({ projectId, value, onChange }: AgentChoiceProps) {
  const mayRead = useMay()('agents:read');
  const agents = useQuery({
    queryKey: ['agents', 'choice', projectId],
    queryFn: () => ragkeep.listAgents({ project_id: projectId, limit: 200 }),
    enabled: mayRead,
  });
  const choices = agents.data?.data ?? [];
  if (choices.length < 2) return <span />;
  return (
    <Select
      label="Agent"
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={(id) => id && onChange(id)}
      allowDeselect={false}
    />
  );
}
