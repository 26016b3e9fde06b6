import { ActionIcon, Anchor, Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Source } from '@ragkeep/sdk';
import { IconPlus, IconRefresh, IconTrash, IconWorld } from '@tabler/icons-react';
import { lazy, useState } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { OnDemand } from '../../components/on-demand.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useChange } from '../../components/use-change.ts';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { JobStatus } from '../jobs/job-progress.tsx';
import type { ProjectTabProps } from '../projects/project-tab.ts';
import { DeleteSource } from './delete-source.tsx';

const CreateSource = lazy(() => import('./create-source.tsx'));
const REFRESH_MS = 5000;

export default function SourcesTab({ project }: ProjectTabProps) {
  const mayIngest = useMay()('ingest');
  const [isCreating, creating] = useDisclosure();
  const [deleting, setDeleting] = useState<Source | null>(null);
  const sources = useList(['sources', project.id], (page) => ragkeep.listSources(project.id, page), {
    refetchInterval: REFRESH_MS,
  });
  const visit = useChange((source: Source) => ragkeep.visitSource(project.id, source.id), {
    invalidates: [['sources'], ['jobs', 'list']],
    done: (_, { name }) => `${name} is being visited`,
  });
  const create = mayIngest && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={creating.open}>
      New source
    </Button>
  );
  return (
    <Stack>
      {sources.items.length > 0 && (
        <Group justify="space-between">
          <Text c="dimmed">Pages that are visited again, so that documents follow what changes there.</Text>
          {create}
        </Group>
      )}
      {visit.error && <Problem error={visit.error} />}
      <ListState
        query={sources}
        empty={
          <EmptyState icon={IconWorld} title="No sources yet" action={create}>
            A list of pages, a sitemap or a crawl, visited once or every so often. Changed pages are read again, and
            those that are gone are removed.
          </EmptyState>
        }
      >
        <Rows
          caption="Sources"
          items={sources.items}
          keyOf={({ id }) => id}
          columns={COLUMNS}
          {...(mayIngest
            ? {
                actions: (source: Source) => (
                  <Group gap="xs" wrap="nowrap" justify="flex-end">
                    <Tooltip label="Visit now">
                      <ActionIcon
                        variant="default"
                        aria-label={`Visit ${source.name} now`}
                        loading={visit.isPending && visit.variables.id === source.id}
                        onClick={() => visit.mutate(source)}
                      >
                        <IconRefresh size={16} />
                      </ActionIcon>
                    </Tooltip>
                    <ActionIcon
                      variant="light"
                      color="red"
                      aria-label={`Delete ${source.name}`}
                      onClick={() => setDeleting(source)}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Group>
                ),
              }
            : {})}
        />
      </ListState>
      <OnDemand opened={isCreating}>
        {(opened) => <CreateSource projectId={project.id} opened={opened} onClose={creating.close} />}
      </OnDemand>
      <DeleteSource source={deleting} onClose={() => setDeleting(null)} />
    </Stack>
  );
}

const COLUMNS: readonly [Column<Source>, ...Column<Source>[]] = [
  {
    title: 'Source',
    cell: (source) => (
      <>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {source.name}
        </Text>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {whatOf(source)}
        </Text>
      </>
    ),
  },
  { title: 'Documents', cell: ({ documents }) => documents.toLocaleString(), align: 'right' },
  {
    title: 'Last visit',
    cell: ({ last_job }) =>
      last_job ? (
        <Group gap="xs">
          <Anchor component={Link} href={`/jobs/${last_job.id}`} inherit>
            {last_job.finished_at ? <When at={last_job.finished_at} /> : 'under way'}
          </Anchor>
          <JobStatus status={last_job.status} />
        </Group>
      ) : (
        'never'
      ),
  },
  {
    title: 'Next',
    cell: ({ every_hours, next_visit_at }) =>
      every_hours === null ? 'when asked' : <When at={next_visit_at} never="when asked" />,
  },
];

function whatOf({ urls, sitemap, crawl }: Source): string {
  if (sitemap) return `Sitemap ${sitemap.url}, at most ${sitemap.max_pages} pages`;
  if (crawl) return `Crawl from ${crawl.url}, ${crawl.max_depth} links deep, at most ${crawl.max_pages} pages`;
  const first = urls?.[0] ?? '';
  return urls && urls.length > 1 ? `${first} and ${urls.length - 1} more` : first;
}
