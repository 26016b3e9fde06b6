import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { atFields, FormProblem } from '../../components/form-problem.tsx';
import { CredentialSelect } from '../sources/credential-select.tsx';
import { useIngest } from './use-ingest.ts';

interface AddProps {
  projectId: string;
  opened: boolean;
  onClose: () => void;
}

export default function AddUrl({ opened, onClose, ...props }: AddProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a page or file from the web">
      <UrlForm onClose={onClose} {...props} />
    </Modal>
  );
}

function UrlForm({ projectId, onClose }: Omit<AddProps, 'opened'>) {
  const form = useForm({ initialValues: { url: '', title: '', credential_id: '' } });
  const add = useIngest(projectId, onClose);
  const submit = form.onSubmit(({ url, title, credential_id }) =>
    add.mutate(
      { url, ...(title.trim() ? { title } : {}), ...(credential_id ? { credential_id } : {}) },
      atFields(form),
    ),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label="URL"
          description="This page alone. For a whole site, or to visit it again, add a source."
          type="url"
          placeholder="https://example.com/manual.pdf"
          required
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label="Title" description="Its own, if left empty" {...form.getInputProps('title')} />
        <CredentialSelect {...form.getInputProps('credential_id')} />
        <FormProblem error={add.error} fields={['url', 'title', 'credential_id']} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={form.values.url.trim() === ''}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
