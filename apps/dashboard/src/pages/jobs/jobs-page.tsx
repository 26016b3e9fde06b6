import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Job } from '@ragkeep/sdk';
import { IconFileExport, IconListCheck } from '@tabler/icons-react';
import { lazy } from 'react';
import { Link, useSearchParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { OnDemand } from '../../components/on-demand.tsx';
import { Page } from '../../components/page.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { ProjectSelect } from '../projects/project-select.tsx';
import { JobStatus, stageOf } from './job-progress.tsx';

const ConvertFile = lazy(() => import('./convert-file.tsx'));
/** How often the list is read anew while somebody looks at it. */
const REFRESH_MS = 4000;

const KINDS = { ingest: 'Ingestion', reingest: 'Read again', conversion: 'Conversion' } as const;
const STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

const COLUMNS: readonly [Column<Job>, ...Column<Job>[]] = [
  {
    title: 'Job',
    cell: ({ id, name }) => (
      <Anchor component={Link} href={`/jobs/${id}`} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Anchor>
    ),
  },
  { title: 'Kind', cell: ({ kind }) => KINDS[kind] },
  { title: 'Status', cell: ({ status }) => <JobStatus status={status} /> },
  { title: 'Progress', cell: (job) => <Text size="sm">{stageOf(job)}</Text> },
  { title: 'Begun', cell: ({ created_at }) => <When at={created_at} /> },
];

export default function JobsPage() {
  const may = useMay();
  const [isConverting, converting] = useDisclosure();
  const [search, setSearch] = useSearchParams();
  const [kind, status, project] = ['kind', 'status', 'project_id'].map((name) => search.get(name));
  const filters = {
    ...(isOneOf(KIND_NAMES, kind) ? { kind } : {}),
    ...(isOneOf(STATUSES, status) ? { status } : {}),
    ...(project ? { project_id: project } : {}),
  };
  const jobs = useList(['jobs', 'list', filters], (page) => ragkeep.listJobs({ ...page, ...filters }), {
    refetchInterval: REFRESH_MS,
  });
  const change = (name: string, value: string | null) => {
    const { [name]: _, ...others } = Object.fromEntries(search);
    setSearch(value ? { ...others, [name]: value } : others, { replace: true });
  };
  const convert = (may('jobs:write') || may('ingest')) && (
    <Button variant="default" leftSection={<IconFileExport size={18} aria-hidden />} onClick={converting.open}>
      Convert a file
    </Button>
  );
  return (
    <Page title="Jobs" about="Reading documents goes on in the background; this is how far it is." actions={convert}>
      <Group gap="sm">
        <Select
          aria-label="Kind"
          placeholder="All kinds"
          clearable
          w={160}
          data={KIND_NAMES.map((value) => ({ value, label: KINDS[value] }))}
          value={kind ?? null}
          onChange={(value) => change('kind', value)}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={160}
          data={[...STATUSES]}
          value={status ?? null}
          onChange={(value) => change('status', value)}
        />
        <ProjectSelect value={project ?? null} onChange={(value) => change('project_id', value)} />
      </Group>
      <ListState
        query={jobs}
        empty={
          <EmptyState icon={IconListCheck} title={search.size > 0 ? 'No job fits' : 'No jobs yet'}>
            Whatever is uploaded, fetched or converted shows here with its progress.
          </EmptyState>
        }
      >
        <Rows caption="Jobs" items={jobs.items} keyOf={({ id }) => id} columns={COLUMNS} />
      </ListState>
      <OnDemand opened={isConverting}>
        {(opened) => <ConvertFile opened={opened} onClose={converting.close} />}
      </OnDemand>
    </Page>
  );
}

const KIND_NAMES = ['ingest', 'reingest', 'conversion'] as const;

const isOneOf = <Value extends string>(values: readonly Value[], value: string | null | undefined): value is Value =>
  values.some((one) => one === value);
