import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CreateWebhookBody, Webhook, WebhookWithSecret } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allOf } from '../../components/all-of.ts';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { EVENTS } from './words.ts';

interface WebhookFormProps {
  opened: boolean;
  onClose: () => void;
  /** The one to change; without it a new one is made. */
  webhook?: Webhook;
}

/** A webhook, new or changed. A new one ends with the only sight of its secret. */
export function WebhookForm(props: WebhookFormProps) {
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const close = () => {
    props.onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={made ? 'The signing secret' : props.webhook ? 'Change the webhook' : 'Create a webhook'}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={!made}
      withCloseButton={!made}
    >
      {made ? (
        <SecretOnce what="signing secret" value={made.secret} onDone={close} />
      ) : (
        <Fields {...props} onClose={close} onMade={setMade} />
      )}
    </Modal>
  );
}

interface Values {
  url: string;
  description: string;
  events: string[];
  credential_id: string | null;
}

function Fields({ webhook, onClose, onMade }: WebhookFormProps & { onMade: (made: WebhookWithSecret) => void }) {
  const may = useMay();
  const form = useForm<Values>({
    initialValues: {
      url: webhook?.url ?? '',
      description: webhook?.description ?? '',
      events: webhook?.events ?? EVENTS.map(({ value }) => value),
      credential_id: webhook?.credential_id ?? null,
    },
    validate: {
      url: (url) => (/^https?:\/\//.test(url.trim()) ? null : 'Enter the whole address, with https://'),
      events: (events) => (events.length === 0 ? 'Choose at least one event' : null),
    },
  });
  const { data: credentials = [] } = useQuery({
    queryKey: ['credentials', 'all'],
    queryFn: () => allOf(ragkeep.listCredentials({ limit: 200 })),
    enabled: may('credentials:read'),
  });
  const save = useChange(
    async (values: Values) => {
      const body = bodyOf(values, webhook);
      if (webhook) await ragkeep.updateWebhook(webhook.id, body);
      else onMade(await ragkeep.createWebhook(body));
    },
    {
      invalidates: [['webhooks']],
      ...(webhook ? { done: 'The webhook is changed', onDone: onClose } : {}),
    },
  );
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values, atFields(form)))}>
      <Stack>
        <TextInput
          label="URL"
          description="Events are sent there with POST, signed, and again where that fails."
          placeholder="https://example.com/hooks/ragkeep"
          required
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label="Description" description="For people." {...form.getInputProps('description')} />
        <Checkbox.Group label="Events" {...form.getInputProps('events')}>
          <Stack gap="xs" mt={4}>
            {EVENTS.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        {may('credentials:read') && (
          <Select
            label="Credential"
            description="Sent with each delivery, where the receiver wants one besides the signature."
            placeholder="None"
            data={credentials.map(({ id, name }) => ({ value: id, label: name }))}
            clearable
            {...form.getInputProps('credential_id')}
          />
        )}
        <FormProblem error={save.error} fields={Object.keys(form.values)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {webhook ? 'Save' : 'Create the webhook'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** An empty description cannot be sent; what stays the same is left out of a change. */
function bodyOf({ url, description, events, credential_id }: Values, webhook?: Webhook): CreateWebhookBody {
  return {
    url: url.trim(),
    events: EVENTS.map(({ value }) => value).filter((event) => events.includes(event)),
    ...(description.trim() ? { description } : {}),
    ...(credential_id === (webhook?.credential_id ?? null) ? {} : { credential_id }),
  };
}
