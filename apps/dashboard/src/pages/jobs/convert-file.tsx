import { Button, FileInput, Group, Modal, PasswordInput, Progress, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { FormProblem } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { sizeText } from '../documents/sizes.ts';
import { useLimits } from '../documents/use-limits.ts';
import { ProjectSelect } from '../projects/project-select.tsx';

export default function ConvertFile({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Convert a file">
      <ConvertForm onClose={onClose} />
    </Modal>
  );
}

function ConvertForm({ onClose }: { onClose: () => void }) {
  const [, navigate] = useLocation();
  const { fileBytes, pagesLeft } = useLimits();
  const [sent, setSent] = useState(0);
  const form = useForm({ initialValues: { file: null as File | null, password: '', project: null as string | null } });
  const { file } = form.values;
  const isTooLarge = file !== null && file.size > fileBytes;
  const convert = useChange(
    ({ file, password, project }: typeof form.values & { file: File }) =>
      ragkeep.createJob(
        { file, ...(password ? { password } : {}), ...(project ? { project_id: project } : {}) },
        { onUploadProgress: ({ sent, total }) => setSent(total ? (sent / total) * 100 : 0) },
      ),
    { invalidates: [['jobs', 'list']], onDone: (job) => navigate(`/jobs/${job.id}`) },
  );
  const submit = form.onSubmit((values) => {
    if (values.file) convert.mutate({ ...values, file: values.file });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          Any kind of document becomes Markdown, JSON, JSONL and text, to be downloaded.
          {pagesLeft !== null && ` ${pagesLeft.toLocaleString()} pages are left this month.`}
        </Text>
        <FileInput
          label="File"
          required
          placeholder="Choose a file"
          leftSection={<IconPaperclip size={16} aria-hidden />}
          clearable
          description={Number.isFinite(fileBytes) && `At most ${sizeText(fileBytes)}`}
          error={isTooLarge && `It has ${sizeText(file.size)}, and at most ${sizeText(fileBytes)} are taken`}
          {...form.getInputProps('file')}
        />
        <PasswordInput
          label="Password"
          description="Of an encrypted PDF; it is forgotten when the job ends"
          autoComplete="off"
          {...form.getInputProps('password')}
        />
        <ProjectSelect
          label="Project"
          description="Makes it a document there as well"
          placeholder="None"
          value={form.values.project}
          onChange={(project) => form.setFieldValue('project', project)}
        />
        {convert.isPending && <Progress value={sent} animated aria-label="Upload" />}
        <FormProblem error={convert.error} fields={[]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={convert.isPending} disabled={!file || isTooLarge}>
            Convert
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
