import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useLocation } from 'wouter';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { projectPath } from './use-project.ts';

const FIELDS = ['name', 'slug', 'description'] as const;

export default function CreateProject({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New project">
      <CreateForm onClose={onClose} />
    </Modal>
  );
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const [, navigate] = useLocation();
  const form = useForm({ initialValues: { name: '', slug: '', description: '' } });
  const create = useChange(
    ({ name, slug, description }: typeof form.values) =>
      ragkeep.createProject({ name, ...(slug ? { slug } : {}), ...(description ? { description } : {}) }),
    { invalidates: [['projects']], onDone: (project) => navigate(projectPath(project, 'documents')) },
  );
  const submit = form.onSubmit((values) => create.mutate(values, atFields(form)));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Name" required data-autofocus maxLength={200} {...form.getInputProps('name')} />
        <TextInput
          label="Slug"
          description="Names the project in URLs, and as the model for OpenAI clients. Made from the name if left empty."
          {...form.getInputProps('slug')}
        />
        <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
        <FormProblem error={create.error} fields={FIELDS} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={form.values.name.trim() === ''}>
            Create the project
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
