import {
  Alert,
  Anchor,
  Badge,
  Button,
  Card,
  CloseButton,
  Group,
  List,
  Progress,
  ScrollArea,
  Stack,
  Text,
} from '@mantine/core';
import type { Job } from '@ragkeep/sdk';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { isOver, useJob } from '../jobs/use-job.ts';
import { sizeText } from './sizes.ts';
import { putAway, type Upload } from './uploads.ts';

/** What was dropped together: its way up, then how it is read, then what became of each file. */
export function UploadCard({ upload }: { upload: Upload }) {
  const { files, jobId, error, sent } = upload;
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const title = files.length === 1 ? (files[0]?.name ?? 'File') : `${files.length} files`;
  return (
    <Card withBorder padding="sm" component="section" aria-label={`Upload of ${title}`}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Text fw={500} truncate title={title}>
          {title}{' '}
          <Text span size="sm" c="dimmed" fw={400}>
            {size > 0 && sizeText(size)}
          </Text>
        </Text>
        <CloseButton
          onClick={() => putAway(upload.id)}
          aria-label={jobId || error ? `Put ${title} away` : `Stop the upload of ${title}`}
        />
      </Group>
      <div aria-live="polite">
        {error ? (
          <Problem error={error} />
        ) : jobId ? (
          <Reading jobId={jobId} files={files} />
        ) : (
          <Stack gap={4}>
            <Progress value={sent * 100} animated aria-label={`Upload of ${title}`} />
            <Text size="sm" c="dimmed">
              {sent < 1 ? `${Math.floor(sent * 100)} % uploaded` : 'Uploaded; the server takes it in'}
            </Text>
          </Stack>
        )}
      </div>
    </Card>
  );
}

function Reading({ jobId, files }: { jobId: string; files: Upload['files'] }) {
  const job = useJob(jobId);
  const cancel = useChange(() => ragkeep.cancelJob(jobId), { invalidates: [['jobs']] });
  if (job.error) return <Problem error={job.error} onRetry={job.refetch} />;
  if (!job.data) return <Progress value={100} animated aria-label="Upload" />;
  return (
    <Stack gap="xs">
      <JobProgress job={job.data} />
      {isOver(job.data) ? (
        <Outcomes job={job.data} files={files} />
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          loading={cancel.isPending}
          onClick={() => cancel.mutate(undefined)}
        >
          Cancel
        </Button>
      )}
      <Anchor component={Link} href={`/jobs/${jobId}`} size="sm">
        The job’s page
      </Anchor>
    </Stack>
  );
}

/** Each file with what became of it. Of a ZIP only what is wrong inside is known by name. */
function Outcomes({ job, files }: { job: Job; files: Upload['files'] }) {
  const failures = new Map(job.documents.failures.map((failure) => [failure.source, failure]));
  const named = new Set(files.map(({ name }) => name));
  const others = job.documents.failures.filter(({ source }) => !named.has(source));
  return (
    <>
      {files.length === 1 && failures.size > 0 && (
        <Alert color="red" p="xs">
          {job.documents.failures[0]?.message}
        </Alert>
      )}
      {files.length > 1 && (
        <ScrollArea.Autosize mah={260} viewportProps={{ tabIndex: 0, 'aria-label': 'Files' }}>
          <List listStyleType="none" spacing={4} size="sm">
            {files.map(({ name }) => {
              const failure = failures.get(name);
              return (
                <List.Item key={name}>
                  <Group gap="xs" wrap="nowrap" align="flex-start">
                    {failure ? (
                      <IconX
                        size={16}
                        color="var(--mantine-color-red-text)"
                        aria-label="Failed"
                        style={{ flexShrink: 0 }}
                      />
                    ) : (
                      <IconCheck
                        size={16}
                        color="var(--mantine-color-green-text)"
                        aria-label="Done"
                        style={{ flexShrink: 0 }}
                      />
                    )}
                    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                      {name}
                      {failure && (
                        <Text span size="sm" c="dimmed">
                          : {failure.message}
                        </Text>
                      )}
                    </Text>
                  </Group>
                </List.Item>
              );
            })}
          </List>
        </ScrollArea.Autosize>
      )}
      {others.map(({ source, message }) => (
        <Text key={source} size="sm">
          <Badge color="red" variant="dot" size="sm" mr={6}>
            {source}
          </Badge>
          {message}
        </Text>
      ))}
    </>
  );
}
