import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Provider } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';

interface ProviderFormProps {
  opened: boolean;
  onClose: () => void;
  /** The one to change; without it a new one is set up. */
  provider?: Provider;
}

export function ProviderForm(props: ProviderFormProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.provider ? `Change “${props.provider.name}”` : 'Set up a language model'}
      size="lg"
      closeOnClickOutside={false}
    >
      <Fields {...props} />
    </Modal>
  );
}

function Fields({ provider, onClose }: ProviderFormProps) {
  const mayUse = useMay()('credentials:read');
  const credentials = useQuery({
    queryKey: ['credentials', 'choice'],
    queryFn: () => ragkeep.listCredentials({ limit: 200 }),
    enabled: mayUse,
  });
  const needed = (text: string) => (text.trim() === '' ? 'This is needed' : null);
  const form = useForm({
    initialValues: {
      name: provider?.name ?? '',
      base_url: provider?.base_url ?? '',
      model: provider?.model ?? '',
      credential_id: provider?.credential_id ?? null,
    },
    validate: { name: needed, base_url: needed, model: needed },
  });
  const save = useChange(
    ({ credential_id, ...values }: typeof form.values) =>
      provider
        ? ragkeep.updateProvider(provider.id, { ...values, ...(mayUse ? { credential_id } : {}) })
        : ragkeep.createProvider({ ...values, ...(credential_id === null ? {} : { credential_id }) }),
    {
      invalidates: [['providers'], ['credentials']],
      done: provider ? 'The language model is changed' : 'The language model is set up',
      onDone: onClose,
    },
  );
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values, atFields(form)))}>
      <Stack>
        <TextInput label="Name" placeholder="Our models" required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="Address"
          description="Of an API that speaks as OpenAI’s does; it mostly ends in /v1"
          placeholder="https://api.openai.com/v1"
          type="url"
          required
          {...form.getInputProps('base_url')}
        />
        <TextInput
          label="Model"
          description="For agents that name no other"
          placeholder="gpt-5-mini"
          required
          {...form.getInputProps('model')}
        />
        <Select
          label="Credential"
          description="Its key, stored under Credentials with the host of the address"
          placeholder="None"
          data={(credentials.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          disabled={!mayUse}
          {...form.getInputProps('credential_id')}
        />
        <FormProblem error={save.error} fields={Object.keys(form.values)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {provider ? 'Save' : 'Set it up'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
