import { Badge, Group, Progress, Stack, Text } from '@mantine/core';
import type { Job } from '@ragkeep/sdk';
import { isOver } from './use-job.ts';

const COLORS = { queued: 'gray', running: 'blue', succeeded: 'green', failed: 'red', cancelled: 'gray' } as const;

/** Not all green where some of it failed. */
const colorOf = ({ status, documents }: Job): string =>
  status === 'succeeded' && documents.failed > 0 ? 'yellow' : COLORS[status];

export function JobStatus({ status }: Pick<Job, 'status'>) {
  return (
    <Badge color={COLORS[status]} variant="dot" style={{ flexShrink: 0 }}>
      {status}
    </Badge>
  );
}

/** How far a job is, as a bar and in words. */
export function JobProgress({ job }: { job: Job }) {
  const { done, total } = job.progress;
  const percent = isOver(job) ? 100 : total === 0 ? 0 : Math.round((done / total) * 100);
  return (
    <Stack gap={4}>
      <Progress.Root size="md">
        <Progress.Section
          value={percent}
          {...(isOver(job) ? { color: colorOf(job) } : {})}
          animated={!isOver(job)}
          aria-label={`Progress of ${job.name}`}
        />
      </Progress.Root>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {stageOf(job)}
        </Text>
        <JobStatus status={job.status} />
      </Group>
    </Stack>
  );
}

const counted = (count: number, one: string): string => `${count.toLocaleString()} ${one}${count === 1 ? '' : 's'}`;

/** What a job is at, in words. */
export function stageOf(job: Job): string {
  const { done, total, unit } = job.progress;
  if (job.status === 'queued') return 'Waiting for its turn';
  if (job.status === 'running') {
    const passages = job.passages.searchable > 0 ? ` · ${counted(job.passages.searchable, 'passage')} searchable` : '';
    const vectors = job.passages.searchable > 0 ? `, ${job.passages.embedded.toLocaleString()} by meaning` : '';
    return `${done.toLocaleString()} of ${counted(total, unit.slice(0, -1))} read${passages}${vectors}`;
  }
  return outcomeOf(job);
}

function outcomeOf({ kind, documents, pages, status }: Job): string {
  if (kind === 'conversion') return status === 'succeeded' ? `${counted(pages, 'page')} read` : 'Nothing was made';
  const parts = [
    documents.succeeded > 0 && `${counted(documents.succeeded, 'document')} searchable`,
    documents.unchanged > 0 && `${documents.unchanged.toLocaleString()} unchanged`,
    documents.removed > 0 && `${documents.removed.toLocaleString()} removed`,
    documents.failed > 0 && `${documents.failed.toLocaleString()} failed`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' · ') : 'Nothing changed';
}
