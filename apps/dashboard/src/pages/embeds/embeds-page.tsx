import { Anchor, Badge, Button, Text } from '@mantine/core';
import { IconMessage2Code, IconPlus } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { useAgents } from '../keys/reach.tsx';

export default function EmbedsPage() {
  const may = useMay();
  const agents = useAgents();
  const embeds = useList(['embeds'], (page) => ragkeep.listEmbeds(page));
  const create = may('embeds:write') && (
    <Button component={Link} href="/embeds/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Create a widget
    </Button>
  );
  return (
    <Page title="Embeds" about="Chat widgets for other people’s pages: one tag, no key in the page." actions={create}>
      <ListState
        query={embeds}
        empty={
          <EmptyState icon={IconMessage2Code} title="No widgets yet" action={create}>
            Choose an agent, say which pages may show it, and paste one tag into them.
          </EmptyState>
        }
      >
        <Rows
          caption="Widgets"
          items={embeds.items}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Name',
              cell: ({ id, name }) => (
                <Anchor component={Link} href={`/embeds/${id}`} size="sm" fw={500}>
                  {name}
                </Anchor>
              ),
            },
            { title: 'Agent', cell: ({ agent_id }) => agents.find(({ id }) => id === agent_id)?.name ?? '–' },
            {
              title: 'Pages',
              cell: ({ origins }) =>
                origins.length > 0 ? (
                  origins.join(', ')
                ) : (
                  <Text span inherit c="dimmed">
                    none
                  </Text>
                ),
            },
            {
              title: 'Today',
              cell: ({ questions_today, daily_limit }) => `${questions_today} of ${daily_limit.toLocaleString()}`,
            },
            {
              title: 'Status',
              cell: ({ is_active }) => (
                <Badge variant="dot" color={is_active ? 'teal' : 'gray'}>
                  {is_active ? 'On' : 'Off'}
                </Badge>
              ),
            },
          ]}
        />
      </ListState>
    </Page>
  );
}
