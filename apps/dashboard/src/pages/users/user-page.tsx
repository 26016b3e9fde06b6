import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { User } from '@ragkeep/sdk';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { Confirm } from '../../components/confirm.tsx';
import { download as save } from '../../components/download.ts';
import { Facts } from '../../components/facts.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { CONVERSATION_COLUMNS } from '../conversations/columns.tsx';
import { MemoryList } from './memory-list.tsx';
import { userName } from './user-name.ts';

export default function UserPage() {
  const { user: id = '' } = useParams<{ user: string }>();
  const may = useMay();
  const user = useQuery({ queryKey: ['users', id], queryFn: () => ragkeep.getUser(id) });
  const name = user.data ? userName(user.data) : 'User';
  return (
    <Page
      title={name}
      crumbs={[{ label: 'End users', href: '/users' }]}
      actions={user.data && <Actions user={user.data} />}
    >
      {user.error ? (
        <Problem error={user.error} onRetry={user.refetch} />
      ) : user.data ? (
        <Stack gap="xl">
          <Record user={user.data} />
          {may('memory:read') && <MemoryList userId={id} />}
          {may('conversations:read') && <Conversations userId={id} />}
        </Stack>
      ) : (
        <Skeleton height={240} aria-label="Loading" />
      )}
    </Page>
  );
}

function Record({ user }: { user: User }) {
  return (
    <Stack maw={640}>
      <Facts
        facts={[
          ['Your own id', user.external_id],
          ['Name', user.name],
          ['E-mail', user.email],
          ...Object.entries(user.metadata).map(([name, value]) => [name, JSON.stringify(value)] as const),
          ['Known since', <When key="since" at={user.created_at} />],
        ]}
      />
    </Stack>
  );
}

function Conversations({ userId }: { userId: string }) {
  const conversations = useList(['conversations', 'of-user', userId], (page) =>
    ragkeep.listConversations({ ...page, user_id: userId }),
  );
  return (
    <section aria-label="Conversations">
      <Title order={2} size="h4" mb="sm">
        Conversations
      </Title>
      <ListState query={conversations} empty={<Text c="dimmed">None are kept.</Text>}>
        <Rows
          caption="Conversations"
          items={conversations.items}
          keyOf={({ id }) => id}
          columns={CONVERSATION_COLUMNS}
        />
      </ListState>
    </section>
  );
}

function Actions({ user }: { user: User }) {
  const may = useMay();
  const [, navigate] = useLocation();
  const [isErasing, erasing] = useDisclosure();
  const download = useChange(
    async () => {
      await save(Response.json(await ragkeep.exportUser(user.id)), 'user.json');
    },
    { invalidates: [] },
  );
  const erase = useChange(() => ragkeep.deleteUser(user.id), {
    invalidates: [['users', 'list']],
    done: `${userName(user)} is erased`,
    onDone: () => navigate('/users'),
  });
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="sm">
        {may('conversations:read') && may('memory:read') && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate(undefined)}
          >
            Download everything
          </Button>
        )}
        {may('users:write') && (
          <Button variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={erasing.open}>
            Erase
          </Button>
        )}
      </Group>
      {download.error && <Problem error={download.error} />}
      <Confirm
        opened={isErasing}
        title={`Erase ${userName(user)}`}
        action="Erase the user"
        onConfirm={() => erase.mutate(undefined)}
        onClose={erasing.close}
        isPending={erase.isPending}
        error={erase.error}
      >
        Their conversations with every message go, and all that is remembered about them. This cannot be undone.
      </Confirm>
    </Stack>
  );
}
