import { Button, Card, Fieldset, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import type { Project } from '@ragkeep/sdk';
import { useLocation } from 'wouter';
import { Copyable } from '../../components/copyable.tsx';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { DeleteProject } from './delete-project.tsx';
import type { ProjectTabProps } from './project-tab.ts';
import { projectPath } from './use-project.ts';

export default function SettingsTab({ project }: ProjectTabProps) {
  const mayWrite = useMay()('projects:write');
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Stack gap="xl" maw={640}>
      <ProjectForm key={project.updated_at} project={project} disabled={!mayWrite} />
      <div>
        <Text size="sm" fw={500} mb={4}>
          Id
        </Text>
        <Copyable value={project.id} what="project’s id" />
      </div>
      {mayWrite && (
        <Card withBorder>
          <Title order={2} size="h4">
            Delete the project
          </Title>
          <Text size="sm" c="dimmed" my="xs">
            Its documents, agents, sources and conversations go with it, and keys that are limited to it stop working.
          </Text>
          <Group>
            <Button color="red" variant="light" onClick={deleting.open}>
              Delete…
            </Button>
          </Group>
          <DeleteProject project={project} opened={isDeleting} onClose={deleting.close} />
        </Card>
      )}
    </Stack>
  );
}

function ProjectForm({ project, disabled }: { project: Project; disabled: boolean }) {
  const [, navigate] = useLocation();
  const { name, slug, description } = project;
  const form = useForm({ initialValues: { name, slug, description } });
  const save = useChange((values: typeof form.values) => ragkeep.updateProject(project.id, values), {
    invalidates: [['projects']],
    done: 'The project is saved',
    onDone: (saved) => saved.slug !== slug && navigate(projectPath(saved, 'settings'), { replace: true }),
  });
  const submit = form.onSubmit((values) => save.mutate(values, atFields(form)));
  return (
    <form onSubmit={submit} noValidate>
      <Fieldset variant="unstyled" m={0} p={0} disabled={disabled}>
        <Stack>
          {disabled && (
            <Text size="sm" c="dimmed">
              Your role may see these settings but not change them.
            </Text>
          )}
          <TextInput label="Name" required {...form.getInputProps('name')} />
          <TextInput
            label="Slug"
            description="Clients that name the project by its slug, or use it as a model, have to follow a change."
            required
            {...form.getInputProps('slug')}
          />
          <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
          <FormProblem error={save.error} fields={['name', 'slug', 'description']} />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  );
}
