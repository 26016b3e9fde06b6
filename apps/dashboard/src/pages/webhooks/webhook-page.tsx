import { Button, Group, Modal, Switch, Text, Title } from '@mantine/core';
import type { Webhook, WebhookWithSecret } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { Confirm } from '../../components/confirm.tsx';
import { DangerButton } from '../../components/danger-button.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { Deliveries } from './deliveries.tsx';
import { WebhookForm } from './webhook-form.tsx';

export default function WebhookPage() {
  const { id = '' } = useParams<{ id: string }>();
  const {
    data: webhook,
    error,
    refetch,
  } = useQuery({
    queryKey: ['webhooks', id],
    queryFn: () => ragkeep.getWebhook(id),
  });
  const may = useMay();
  return (
    <Page
      crumbs={[{ label: 'Webhooks', href: '/webhooks' }]}
      title={webhook?.url ?? 'Webhook'}
      about={webhook?.description}
    >
      {error && <Problem error={error} onRetry={refetch} />}
      {webhook && may('jobs:write') && <Controls webhook={webhook} />}
      {webhook && (
        <>
          <Title order={2} size="h4">
            What was sent
          </Title>
          <Deliveries webhook={webhook} />
        </>
      )}
    </Page>
  );
}

type Dialog = 'change' | 'rotate' | 'delete';

function Controls({ webhook }: { webhook: Webhook }) {
  const [, go] = useLocation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const close = () => setDialog(null);
  const invalidates = [['webhooks']];
  const toggle = useChange((is_active: boolean) => ragkeep.updateWebhook(webhook.id, { is_active }), { invalidates });
  const test = useChange(() => ragkeep.testWebhook(webhook.id), { invalidates, done: 'A test event is on its way' });
  const rotate = useChange(() => ragkeep.rotateWebhookSecret(webhook.id), {
    invalidates,
    onDone: (result) => {
      close();
      setMade(result);
    },
  });
  const remove = useChange(() => ragkeep.deleteWebhook(webhook.id), {
    invalidates,
    done: 'The webhook is deleted',
    onDone: () => go('/webhooks'),
  });
  const failed = toggle.error ?? test.error;
  return (
    <>
      {failed && <Problem error={failed} />}
      <Group>
        <Switch
          label={webhook.is_active ? 'On' : 'Off'}
          checked={webhook.is_active}
          disabled={toggle.isPending}
          onChange={(event) => toggle.mutate(event.currentTarget.checked)}
          mr="md"
        />
        <Button
          variant="default"
          onClick={() => test.mutate(undefined)}
          loading={test.isPending}
          disabled={!webhook.is_active}
        >
          Send a test
        </Button>
        <Button variant="default" onClick={() => setDialog('change')}>
          Change
        </Button>
        <Button variant="default" onClick={() => setDialog('rotate')}>
          New secret
        </Button>
        <DangerButton onClick={() => setDialog('delete')}>Delete</DangerButton>
      </Group>
      <WebhookForm key={webhook.updated_at} opened={dialog === 'change'} onClose={close} webhook={webhook} />
      <Confirm
        opened={dialog === 'rotate'}
        onClose={close}
        title="Give it a new secret?"
        action="Make a new secret"
        onConfirm={() => rotate.mutate(undefined)}
        isPending={rotate.isPending}
        error={rotate.error}
      >
        For 24 hours messages are signed with both, so that you can move the receiver.
      </Confirm>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title="The signing secret"
        size="lg"
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {made && <SecretOnce what="signing secret" value={made.secret} onDone={() => setMade(null)} />}
      </Modal>
      <Confirm
        opened={dialog === 'delete'}
        onClose={close}
        title="Delete the webhook?"
        action="Delete the webhook"
        onConfirm={() => remove.mutate(undefined)}
        isPending={remove.isPending}
        error={remove.error}
      >
        <Text size="sm">What waits to be sent goes with it. This cannot be undone.</Text>
      </Confirm>
    </>
  );
}
