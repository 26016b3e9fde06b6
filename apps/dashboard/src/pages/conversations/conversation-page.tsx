import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Citation, Conversation } from '@ragkeep/sdk';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { allOf } from '../../components/all-of.ts';
import { download as save } from '../../components/download.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { CitationDrawer } from '../chat/citation-drawer.tsx';
import { TurnView } from '../chat/turn-view.tsx';
import { turnsOf } from '../chat/turns.ts';
import { ProjectLink } from '../projects/project-link.tsx';
import { DeleteConversation } from './delete-conversation.tsx';
import { titleOf } from './title.ts';

async function load(id: string) {
  const [conversation, messages] = await Promise.all([
    ragkeep.getConversation(id),
    allOf(ragkeep.listMessages(id, { limit: 200 })),
  ]);
  return { conversation, turns: turnsOf(messages) };
}

export default function ConversationPage() {
  const { conversation: id = '' } = useParams<{ conversation: string }>();
  const query = useQuery({ queryKey: ['conversations', id], queryFn: () => load(id) });
  const title = query.data ? titleOf(query.data.conversation) : 'Conversation';
  return (
    <Page
      title={title}
      crumbs={[{ label: 'Conversations', href: '/conversations' }]}
      actions={query.data && <Actions conversation={query.data.conversation} />}
    >
      {query.error ? (
        <Problem error={query.error} onRetry={query.refetch} />
      ) : query.data ? (
        <Content {...query.data} />
      ) : (
        <Skeleton height={240} aria-label="Loading" />
      )}
    </Page>
  );
}

function Content({ conversation, turns }: Awaited<ReturnType<typeof load>>) {
  const [opened, setOpened] = useState<Citation | null>(null);
  const { project_id, user_id, created_at } = conversation;
  return (
    <Stack gap="xl" maw={820}>
      <Group gap="lg" fz="sm">
        {project_id && (
          <span>
            Project <ProjectLink id={project_id} />
          </span>
        )}
        {user_id && (
          <Anchor component={Link} inherit href={`/users/${user_id}`}>
            The user who asked
          </Anchor>
        )}
        <span>
          Begun <When at={created_at} />
        </span>
      </Group>
      {turns.length === 0 && <Text c="dimmed">Nothing was said yet.</Text>}
      {turns.map((turn) => (
        <TurnView key={turn.key} turn={turn} onOpen={setOpened} />
      ))}
      {project_id && <CitationDrawer project={project_id} citation={opened} onClose={() => setOpened(null)} />}
    </Stack>
  );
}

function Actions({ conversation }: { conversation: Conversation }) {
  const mayWrite = useMay()('conversations:write');
  const [, navigate] = useLocation();
  const [isDeleting, deleting] = useDisclosure();
  const download = useChange(
    async () => {
      await save(Response.json(await ragkeep.exportConversation(conversation.id)), 'conversation.json');
    },
    { invalidates: [] },
  );
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate(undefined)}
      >
        Download
      </Button>
      {mayWrite && (
        <Button variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deleting.open}>
          Delete
        </Button>
      )}
      <DeleteConversation
        conversation={isDeleting ? conversation : null}
        onClose={deleting.close}
        onDeleted={() => navigate('/conversations')}
      />
    </Group>
  );
}
