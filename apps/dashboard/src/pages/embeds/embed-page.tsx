import { Box, Card, Group, Switch, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Embed } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { Confirm } from '../../components/confirm.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { DangerButton } from '../../components/danger-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { notifyFailed } from '../../components/notify.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { EmbedForm } from './embed-form.tsx';

export default function EmbedPage() {
  const { id = '' } = useParams<{ id: string }>();
  const may = useMay();
  const { data: embed, error, refetch } = useQuery({ queryKey: ['embeds', id], queryFn: () => ragkeep.getEmbed(id) });
  return (
    <Page
      crumbs={[{ label: 'Embeds', href: '/embeds' }]}
      title={embed?.name ?? 'Widget'}
      actions={embed && may('embeds:write') && <Controls embed={embed} />}
    >
      {error && <Problem error={error} onRetry={refetch} />}
      {embed && <Snippet embed={embed} />}
      {embed && may('embeds:write') && <EmbedForm key={embed.updated_at} embed={embed} onSaved={() => {}} />}
    </Page>
  );
}

function Snippet({ embed }: { embed: Embed }) {
  return (
    <Card withBorder component="section" aria-label="The tag">
      <Title order={2} size="h4" mb={4}>
        Put it on a page
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Anywhere before the end of the body. The tag holds no key, and works on the pages you name only.
      </Text>
      <Copyable value={embed.snippet} what="tag" />
      {embed.origins.length === 0 && (
        <Box mt="sm">
          <Notice kind="warning">No page may show it yet: add the origin of yours below.</Notice>
        </Box>
      )}
    </Card>
  );
}

function Controls({ embed }: { embed: Embed }) {
  const [, go] = useLocation();
  const [isDeleting, deleting] = useDisclosure();
  const invalidates = [['embeds']];
  const toggle = useChange((is_active: boolean) => ragkeep.updateEmbed(embed.id, { is_active }), { invalidates });
  const remove = useChange(() => ragkeep.deleteEmbed(embed.id), {
    invalidates,
    done: 'The widget is deleted',
    onDone: () => go('/embeds'),
  });
  return (
    <Group>
      <Switch
        label={embed.is_active ? 'On' : 'Off'}
        checked={embed.is_active}
        disabled={toggle.isPending}
        onChange={({ currentTarget }) => toggle.mutate(currentTarget.checked, { onError: notifyFailed })}
      />
      <DangerButton onClick={deleting.open}>Delete</DangerButton>
      <Confirm
        opened={isDeleting}
        onClose={deleting.close}
        title={`Delete “${embed.name}”?`}
        action="Delete the widget"
        onConfirm={() => remove.mutate(undefined)}
        isPending={remove.isPending}
        error={remove.error}
      >
        No page shows it any more. What its visitors asked stays in the conversations.
      </Confirm>
    </Group>
  );
}
