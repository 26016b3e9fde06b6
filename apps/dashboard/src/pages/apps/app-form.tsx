import { Button, Checkbox, Code, Group, Modal, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { APP_SCOPES, SCOPE_DESCRIPTIONS } from '@ragkeep/access';
import type { App, AppWithSecret } from '@ragkeep/sdk';
import { useState } from 'react';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMe } from '../../session/use-me.ts';
import { useProjects } from '../keys/reach.tsx';
import { AppUse } from './app-use.tsx';

type AppScope = App['scopes'][number];

interface PermissionsProps {
  value: readonly string[];
  onChange: (scopes: string[]) => void;
  error?: string | undefined;
}

/** What an app may do, of what the member may do themselves. */
export function Permissions({ value, onChange, error }: PermissionsProps) {
  const { scopes: held } = useMe();
  return (
    <Checkbox.Group label="What it may do" value={[...value]} onChange={onChange} error={error}>
      <Stack gap="xs" mt="xs" mah={320} style={{ overflowY: 'auto' }}>
        {APP_SCOPES.filter((scope) => held.includes(scope)).map((scope) => (
          <Checkbox key={scope} value={scope} label={<Code>{scope}</Code>} description={SCOPE_DESCRIPTIONS[scope]} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

export function ProjectPicker({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const projects = useProjects();
  return (
    <MultiSelect
      label="Only these projects"
      placeholder={value.length === 0 ? 'All projects' : undefined}
      data={projects.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      searchable
      clearable
    />
  );
}

interface Values {
  name: string;
  description: string;
  scopes: string[];
  project_ids: string[];
}

/** Registers an app, and shows its id and, once, its secret. */
export function RegisterApp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<AppWithSecret | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made ? `“${made.name}” is registered` : 'Register an app'}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={!made}
      withCloseButton={!made}
    >
      {made ? (
        <SecretOnce what="secret" value={made.secret} onDone={close}>
          <AppUse app={made} />
        </SecretOnce>
      ) : (
        <Fields onMade={setMade} onCancel={close} />
      )}
    </Modal>
  );
}

function Fields({ onMade, onCancel }: { onMade: (app: AppWithSecret) => void; onCancel: () => void }) {
  const form = useForm<Values>({
    initialValues: { name: '', description: '', scopes: ['query'], project_ids: [] },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name' : null),
      scopes: (scopes) => (scopes.length === 0 ? 'Choose at least one' : null),
    },
  });
  const register = useChange(
    ({ name, description, scopes, project_ids }: Values) =>
      ragkeep.createApp({
        name,
        scopes: scopes as AppScope[],
        ...(description.trim() ? { description } : {}),
        ...(project_ids.length > 0 ? { project_ids } : {}),
      }),
    { invalidates: [['apps']], onDone: onMade },
  );
  return (
    <form noValidate onSubmit={form.onSubmit((values) => register.mutate(values, atFields(form)))}>
      <Stack>
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="Description" {...form.getInputProps('description')} />
        <Permissions
          value={form.values.scopes}
          onChange={(scopes) => form.setFieldValue('scopes', scopes)}
          error={form.errors.scopes ? String(form.errors.scopes) : undefined}
        />
        <ProjectPicker value={form.values.project_ids} onChange={(ids) => form.setFieldValue('project_ids', ids)} />
        <FormProblem error={register.error} fields={Object.keys(form.values)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={register.isPending}>
            Register the app
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
