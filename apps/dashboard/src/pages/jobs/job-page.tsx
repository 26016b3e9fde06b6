import { Alert, Anchor, Button, Card, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { Job } from '@ragkeep/sdk';
import { Link, useParams } from 'wouter';
import { Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { ProjectLink } from '../projects/project-link.tsx';
import { JobProgress } from './job-progress.tsx';
import { JobResult } from './job-result.tsx';
import { isOver, useJob } from './use-job.ts';

export default function JobPage() {
  const { job: id = '' } = useParams<{ job: string }>();
  const job = useJob(id);
  const name = job.data?.name ?? 'Job';
  return (
    <Page
      title={name}
      crumbs={[{ label: 'Jobs', href: '/jobs' }]}
      actions={job.data && !isOver(job.data) && <CancelJob id={id} />}
    >
      {job.error ? (
        <Problem error={job.error} onRetry={job.refetch} />
      ) : job.data ? (
        <Content job={job.data} />
      ) : (
        <Skeleton height={240} aria-label="Loading" />
      )}
    </Page>
  );
}

function CancelJob({ id }: { id: string }) {
  const may = useMay();
  const cancel = useChange(() => ragkeep.cancelJob(id), { invalidates: [['jobs']], done: 'The job is cancelled' });
  if (!may('jobs:write') && !may('ingest')) return null;
  return (
    <Stack gap="xs">
      <Button variant="light" color="red" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
        Cancel the job
      </Button>
      {cancel.error && <Problem error={cancel.error} />}
    </Stack>
  );
}

function Content({ job }: { job: Job }) {
  const { failures, failed } = job.documents;
  return (
    <Stack gap="lg" maw={820}>
      <Card withBorder aria-live="polite">
        <JobProgress job={job} />
      </Card>
      {job.error && (
        <Alert color="red" title="The job failed">
          {job.error.message}
        </Alert>
      )}
      {job.result && <JobResult job={job} expiresAt={job.result.expires_at} />}
      {failures.length > 0 && (
        <section aria-label="Failures">
          <Title order={2} size="h4" mb="xs">
            What failed
          </Title>
          <Rows
            caption="Failures"
            items={failures}
            keyOf={({ source, code }) => `${source} ${code}`}
            columns={[
              { title: 'Source', cell: ({ source }) => <Text style={{ overflowWrap: 'anywhere' }}>{source}</Text> },
              { title: 'Why', cell: ({ message }) => message },
            ]}
          />
          {failed > failures.length && (
            <Text size="sm" c="dimmed" mt="xs">
              And {(failed - failures.length).toLocaleString()} more.
            </Text>
          )}
        </section>
      )}
      <Facts
        facts={[
          ['Kind', job.kind],
          ['Project', job.project_id && <ProjectLink id={job.project_id} />],
          ['Source', job.source_id && job.project_id && <SourceLink projectId={job.project_id} />],
          ['Documents', job.kind !== 'conversion' && documentsText(job)],
          ['Pages read', job.pages.toLocaleString()],
          ['Passages', job.kind !== 'conversion' && passagesText(job)],
          ['Made', <When key="made" at={job.created_at} />],
          ['Begun', <When key="begun" at={job.started_at} never="not yet" />],
          ['Ended', <When key="ended" at={job.finished_at} never="not yet" />],
        ]}
      />
    </Stack>
  );
}

const documentsText = ({ documents }: Job): string =>
  `${documents.succeeded} succeeded, ${documents.unchanged} unchanged, ${documents.removed} removed, ${documents.failed} failed`;

const passagesText = ({ passages }: Job): string =>
  `${passages.searchable.toLocaleString()} found by words, ${passages.embedded.toLocaleString()} of them by meaning`;

function SourceLink({ projectId }: { projectId: string }) {
  return (
    <Anchor component={Link} inherit href={`/projects/${projectId}/sources`}>
      A visit of one of the project’s sources
    </Anchor>
  );
}
