import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { useIngest } from './use-ingest.ts';

interface AddProps {
  projectId: string;
  opened: boolean;
  onClose: () => void;
}

export default function AddText({ opened, onClose, ...props }: AddProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Paste a text" size="lg">
      <TextForm onClose={onClose} {...props} />
    </Modal>
  );
}

function TextForm({ projectId, onClose }: Omit<AddProps, 'opened'>) {
  const form = useForm({ initialValues: { title: '', text: '' } });
  const add = useIngest(projectId, onClose);
  const submit = form.onSubmit(({ title, text }) =>
    add.mutate({ text, ...(title.trim() ? { title } : {}) }, atFields(form)),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label="Title" data-autofocus {...form.getInputProps('title')} />
        <Textarea
          label="Text"
          description="Plain, or Markdown: headings become the sections that citations name"
          required
          autosize
          minRows={8}
          maxRows={18}
          {...form.getInputProps('text')}
        />
        <FormProblem error={add.error} fields={['title', 'text']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={form.values.text.trim() === ''}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
