import { Anchor, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { Job } from '@ragkeep/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { JobStatus, stageOf } from '../jobs/job-progress.tsx';

const SHOWN = 5;
const LOOK_AGAIN_MS = 5000;
const isAtWork = ({ status }: Job) => status === 'queued' || status === 'running';

/** What was worked on last; looked at again as long as something is at work. */
export function RecentJobs() {
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs', 'recent'],
    queryFn: async () => (await ragkeep.listJobs({ limit: SHOWN })).data,
    refetchInterval: ({ state }) => (state.data?.some(isAtWork) ? LOOK_AGAIN_MS : false),
  });
  return (
    <section aria-labelledby="recent-jobs">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="recent-jobs">
          Recent jobs
        </Title>
        {data && data.length > 0 && (
          <Anchor component={Link} href="/jobs" size="sm">
            All jobs
          </Anchor>
        )}
      </Group>
      {error ? <Problem error={error} onRetry={refetch} /> : <Jobs jobs={data} />}
    </section>
  );
}

function Jobs({ jobs }: { jobs: readonly Job[] | undefined }) {
  if (!jobs) return <Skeleton height={44} aria-label="Loading" />;
  if (jobs.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing yet. What you put in is read by a job, which shows up here.
      </Text>
    );
  }
  return (
    <Stack component="ul" gap={0} p={0} m={0} style={{ listStyle: 'none' }}>
      {jobs.map((job) => (
        <Group
          key={job.id}
          component="li"
          justify="space-between"
          wrap="nowrap"
          py={10}
          style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}
        >
          <div style={{ minWidth: 0 }}>
            <Anchor component={Link} href={`/jobs/${job.id}`} size="sm" fw={600} truncate display="block">
              {job.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {stageOf(job)} · <When at={job.created_at} />
            </Text>
          </div>
          <JobStatus status={job.status} />
        </Group>
      ))}
    </Stack>
  );
}
