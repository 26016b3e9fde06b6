import { Button, Group, Modal, PasswordInput, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Credential } from '@ragkeep/sdk';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { changeOf, FIELDS, KINDS, type Kind, newBodyOf, type Values, valuesOf } from './kinds.ts';

interface CredentialFormProps {
  opened: boolean;
  onClose: () => void;
  /** The one to change; without it a new one is stored. */
  credential?: Credential;
}

/** A secret for a service outside. What was stored is not shown again, only replaced. */
export function CredentialForm(props: CredentialFormProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.credential ? `Change “${props.credential.name}”` : 'Store a credential'}
      size="lg"
      closeOnClickOutside={false}
    >
      <Fields {...props} />
    </Modal>
  );
}

function Fields({ credential, onClose }: CredentialFormProps) {
  const form = useForm<Values>({
    initialValues: valuesOf(credential),
    validate: (values) => ({
      name: values.name.trim() === '' ? 'Give it a name' : null,
      hosts: values.hosts.length === 0 ? 'Name the hosts that it is sent to' : null,
      ...Object.fromEntries(
        FIELDS[values.kind].map(({ name, isOptional, isSecret }) => [
          name,
          values[name] === '' && !isOptional && !(isSecret && credential) ? 'This is needed' : null,
        ]),
      ),
    }),
  });
  const save = useChange(
    (values: Values) =>
      credential
        ? ragkeep.updateCredential(credential.id, changeOf(values, credential))
        : ragkeep.createCredential(newBodyOf(values)),
    {
      invalidates: [['credentials']],
      done: credential ? 'The credential is changed' : 'The credential is stored',
      onDone: onClose,
    },
  );
  const { kind } = form.values;
  return (
    <form noValidate autoComplete="off" onSubmit={form.onSubmit((values) => save.mutate(values, atFields(form)))}>
      <Stack>
        <TextInput label="Name" placeholder="Team wiki" required data-autofocus {...form.getInputProps('name')} />
        {!credential && (
          <Select
            label="Kind"
            description={KINDS.find(({ value }) => value === kind)?.about}
            data={KINDS.map(({ value, label }) => ({ value, label }))}
            allowDeselect={false}
            value={kind}
            onChange={(value) => value && form.setFieldValue('kind', value as Kind)}
          />
        )}
        <TagsInput
          label="Hosts"
          description="The only ones that the secret is ever sent to, as wiki.example.com or *.example.com; Enter adds one."
          required
          acceptValueOnBlur
          {...form.getInputProps('hosts')}
        />
        {FIELDS[kind].map(({ name, label, description, isSecret, isOptional }) => {
          const shared = { label, required: !isOptional && !(isSecret && credential), ...form.getInputProps(name) };
          return isSecret ? (
            <PasswordInput
              key={name}
              {...shared}
              autoComplete="new-password"
              description={
                credential
                  ? 'Empty: it stays as it is. To add a host or change anything but the name, enter it again.'
                  : 'Kept encrypted and never shown again, to nobody.'
              }
            />
          ) : (
            <TextInput key={name} {...shared} autoComplete="off" {...(description ? { description } : {})} />
          );
        })}
        {kind === 'oauth2' && (
          <Select
            label="Id and secret are sent"
            data={[
              { value: 'basic', label: 'As Authorization: Basic' },
              { value: 'body', label: 'In the body' },
            ]}
            allowDeselect={false}
            {...form.getInputProps('client_authentication')}
          />
        )}
        <FormProblem error={save.error} fields={['name', 'hosts', ...FIELDS[kind].map(({ name }) => name)]} />
        <Text size="xs" c="dimmed">
          This is a secret with which Ragkeep opens other services. Keys with which others open Ragkeep are API keys.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {credential ? 'Save' : 'Store it'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
