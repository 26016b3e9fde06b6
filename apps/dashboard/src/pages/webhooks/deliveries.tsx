import { Badge, Button, Code, Drawer, Group, Stack, Text } from '@mantine/core';
import type { Webhook, WebhookDelivery } from '@ragkeep/sdk';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { Facts } from '../../components/facts.tsx';
import { ListState } from '../../components/list-state.tsx';
import { notifyFailed } from '../../components/notify.ts';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

/** How often deliveries are looked at, so that a test is seen to arrive. */
const POLL_MS = 3000;

/** What was sent to a webhook, each with its outcome, and again where that is wanted. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const [shown, setShown] = useState<WebhookDelivery | null>(null);
  const deliveries = useList(
    ['webhooks', webhook.id, 'deliveries'],
    (page) => ragkeep.listWebhookDeliveries(webhook.id, page),
    { refetchInterval: POLL_MS },
  );
  return (
    <ListState
      query={deliveries}
      empty={
        <EmptyState icon={IconSend} title="Nothing was sent in the last 30 days">
          Send a test event to see whether the receiver takes it.
        </EmptyState>
      }
    >
      <Rows
        caption="Deliveries"
        items={deliveries.items}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Event', cell: ({ event }) => <Code>{event}</Code> },
          { title: 'Outcome', cell: (delivery) => <Outcome of={delivery} /> },
          { title: 'Attempts', cell: ({ attempts }) => attempts },
          { title: 'When', cell: ({ created_at }) => <When at={created_at} /> },
        ]}
        actions={(delivery) => (
          <Button variant="default" size="compact-sm" onClick={() => setShown(delivery)}>
            Details
          </Button>
        )}
      />
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        title="Delivery"
        position="right"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown && <Details delivery={shown} onSent={() => setShown(null)} />}
      </Drawer>
    </ListState>
  );
}

const STATUS = {
  pending: { color: 'yellow', title: 'Waits' },
  delivered: { color: 'teal', title: 'Delivered' },
  failed: { color: 'red', title: 'Failed' },
} as const;

function Outcome({ of: { status, response_status } }: { of: WebhookDelivery }) {
  const { color, title } = STATUS[status];
  return (
    <Group gap="xs">
      <Badge variant="dot" color={color}>
        {title}
      </Badge>
      {response_status !== null && <Text size="sm">{response_status}</Text>}
    </Group>
  );
}

function Details({ delivery, onSent }: { delivery: WebhookDelivery; onSent: () => void }) {
  const may = useMay();
  const again = useChange(() => ragkeep.redeliverWebhook(delivery.webhook_id, delivery.id), {
    invalidates: [['webhooks']],
    done: 'It is sent again',
    onDone: onSent,
  });
  return (
    <Stack>
      <Facts
        facts={[
          ['Event', delivery.event],
          ['Outcome', <Outcome key="outcome" of={delivery} />],
          ['Error', delivery.error],
          ['Attempts', delivery.attempts],
          ['Next attempt', delivery.next_attempt_at && <When key="next" at={delivery.next_attempt_at} />],
          ['Finished', delivery.finished_at && <When key="finished" at={delivery.finished_at} />],
          ['Id', <Code key="id">{delivery.id}</Code>],
        ]}
      />
      <Code block tabIndex={0} role="region" aria-label="Body">
        {JSON.stringify(JSON.parse(delivery.body), null, 2)}
      </Code>
      {may('jobs:write') && delivery.status !== 'pending' && (
        <Group justify="flex-end">
          <Button loading={again.isPending} onClick={() => again.mutate(undefined, { onError: notifyFailed })}>
            Send it again
          </Button>
        </Group>
      )}
    </Stack>
  );
}
