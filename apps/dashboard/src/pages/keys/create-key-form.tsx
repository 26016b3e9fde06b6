import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CreateApiKeyBody, CreatedApiKey } from '@ragkeep/sdk';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMe } from '../../session/use-me.ts';
import { CHANGED } from './dialog-props.ts';
import { ExpiryPicker } from './expiry.tsx';
import { FurtherLimits } from './further-limits.tsx';
import { bodyOf, type KeyFields } from './key-fields.ts';
import { ReachPicker } from './reach.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { PRESETS, type PresetName } from './scopes.ts';

/** Where a key is made: for one project, or one agent; else for the tenant. */
export interface KeyOrigin {
  projectId?: string | undefined;
  agentId?: string | undefined;
}

interface CreateKeyFormProps extends KeyOrigin {
  onMade: (key: CreatedApiKey) => void;
  onCancel: () => void;
}

/** What is said of a new key. Offers no more than the member holds. */
export function CreateKeyForm({ projectId, agentId, onMade, onCancel }: CreateKeyFormProps) {
  const { scopes: held } = useMe();
  const preset: PresetName = agentId ? 'ask' : 'work';
  const form = useForm<KeyFields>({
    initialValues: {
      name: '',
      preset,
      scopes: [...(PRESETS.find(({ name }) => name === preset)?.scopes(held) ?? [])],
      project_ids: projectId ? [projectId] : [],
      agent_ids: agentId ? [agentId] : [],
      environment: 'live',
      expires_at: { choice: '', date: '' },
      allowed_cidrs: [],
      rate_limit_per_minute: '',
      recoverable: false,
    },
    validate: {
      name: (name) => (name.trim() === '' ? 'Say what the key is for, so that you know it again' : null),
      scopes: (scopes) => (scopes.length === 0 ? 'Choose at least one scope' : null),
      expires_at: ({ choice, date }) => (choice === 'on' && date === '' ? 'Choose the day' : null),
    },
  });
  const create = useChange((body: CreateApiKeyBody) => ragkeep.createApiKey(body), {
    invalidates: CHANGED,
    onDone: onMade,
  });
  const submit = form.onSubmit((fields) => create.mutate(bodyOf(fields), atFields(form)));
  const error = (field: keyof KeyFields) => (form.errors[field] ? String(form.errors[field]) : undefined);
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="What it is for, so that you know it again."
          placeholder="n8n, nightly import"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <ScopePicker
          preset={form.values.preset}
          scopes={form.values.scopes}
          onChange={(name, scopes) => form.setValues({ preset: name, scopes })}
          error={error('scopes')}
        />
        <ReachPicker
          projects={form.values.project_ids}
          agents={form.values.agent_ids}
          onProjects={(ids) => form.setFieldValue('project_ids', ids)}
          onAgents={(ids) => form.setFieldValue('agent_ids', ids)}
        />
        <ExpiryPicker
          value={form.values.expires_at}
          onChange={(value) => form.setFieldValue('expires_at', value)}
          error={error('expires_at')}
        />
        <FurtherLimits form={form} />
        <FormProblem error={create.error} fields={Object.keys(form.values)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
