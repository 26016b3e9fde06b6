import { Anchor, Badge, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { Page } from '../../components/page.tsx';
import { Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay, useMe } from '../../session/use-me.ts';
import { WebhookForm } from './webhook-form.tsx';
import { EVENTS } from './words.ts';

export default function WebhooksPage() {
  const may = useMay();
  const { plan } = useMe();
  const [isCreating, creating] = useDisclosure();
  const webhooks = useList(['webhooks'], (page) => ragkeep.listWebhooks(page));
  const isInPlan = plan.features.includes('webhooks');
  const create = may('jobs:write') && isInPlan && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={creating.open}>
      Create a webhook
    </Button>
  );
  return (
    <Page title="Webhooks" about="Your own services are told when jobs end." actions={create}>
      {!isInPlan && <Text c="dimmed">Your plan ({plan.name}) does not include webhooks.</Text>}
      <ListState
        query={webhooks}
        empty={
          <EmptyState icon={IconWebhook} title="No webhooks yet" action={create}>
            Give an address of yours, and it is told of every job that succeeds, fails or is cancelled. Messages are
            signed.
          </EmptyState>
        }
      >
        <Rows
          caption="Webhooks"
          items={webhooks.items}
          keyOf={({ id }) => id}
          columns={[
            {
              title: 'Address',
              cell: ({ id, url, description }) => (
                <>
                  <Anchor
                    component={Link}
                    href={`/webhooks/${id}`}
                    size="sm"
                    fw={500}
                    style={{ overflowWrap: 'anywhere' }}
                  >
                    {url}
                  </Anchor>
                  {description && (
                    <Text size="sm" c="dimmed">
                      {description}
                    </Text>
                  )}
                </>
              ),
            },
            {
              title: 'Told of',
              cell: ({ events }) => (events.length === EVENTS.length ? 'Everything' : events.join(', ')),
            },
            {
              title: 'Status',
              cell: ({ is_active }) => (
                <Badge variant="dot" color={is_active ? 'teal' : 'gray'}>
                  {is_active ? 'On' : 'Off'}
                </Badge>
              ),
            },
            { title: 'Made', cell: ({ created_at }) => <When at={created_at} /> },
          ]}
        />
      </ListState>
      <WebhookForm opened={isCreating} onClose={creating.close} />
    </Page>
  );
}
