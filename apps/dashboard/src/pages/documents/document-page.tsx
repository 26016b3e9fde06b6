import { Badge, Button, Group, Skeleton, Stack, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Document } from '@ragkeep/sdk';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { Confirm } from '../../components/confirm.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { projectPath, useProject } from '../projects/use-project.ts';
import { DocumentDetails } from './document-details.tsx';
import { nameOf, type Span } from './naming.ts';
import { PassageList } from './passage-list.tsx';
import { Reader } from './reader/reader.tsx';
import { type DocumentText, useDocumentText } from './reader/use-document-text.ts';
import { showJob } from './uploads.ts';

export default function DocumentPage() {
  const { project: ref = '', document: id = '' } = useParams<{ project: string; document: string }>();
  const project = useProject(ref);
  const text = useDocumentText(ref, id);
  const trail = [
    { label: 'Projects', href: '/projects' },
    { label: project.data?.name ?? ref, href: projectPath({ slug: ref }, 'documents') },
  ];
  const name = text.data ? nameOf(text.data.document) : 'Document';
  return (
    <Page
      title={name}
      crumbs={trail}
      actions={text.data && <DocumentActions project={ref} document={text.data.document} />}
    >
      {text.error ? (
        <Problem error={text.error} onRetry={text.refetch} />
      ) : text.data ? (
        <Content text={text.data} />
      ) : (
        <Skeleton height={300} aria-label="Loading" />
      )}
    </Page>
  );
}

function spanOf(search: URLSearchParams): Span | null {
  const [start, end] = ['start', 'end'].map((name) => Number(search.get(name) ?? Number.NaN));
  return start !== undefined && end !== undefined && end > start && start >= 0 ? { start, end } : null;
}

function Content({ text }: { text: DocumentText }) {
  const [search, setSearch] = useSearchParams();
  const span = spanOf(search);
  const tab = search.get('tab') ?? 'text';
  const { document, passages } = text;
  return (
    <Tabs value={tab} onChange={(to) => to && setSearch(to === 'text' ? {} : { tab: to })} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="text">Text</Tabs.Tab>
        <Tabs.Tab
          value="passages"
          rightSection={
            <Badge size="sm" variant="light">
              {passages.length}
            </Badge>
          }
        >
          Passages
        </Tabs.Tab>
        <Tabs.Tab value="details">Details</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="text" maw={860}>
        <Reader key={span ? `${span.start}-${span.end}` : ''} text={text} span={span} />
      </Tabs.Panel>
      <Tabs.Panel value="passages" maw={860}>
        <PassageList
          passages={passages}
          onOpen={({ start, end }) => setSearch({ start: String(start), end: String(end) })}
        />
      </Tabs.Panel>
      <Tabs.Panel value="details">
        <DocumentDetails document={document} />
      </Tabs.Panel>
    </Tabs>
  );
}

function DocumentActions({ project, document }: { project: string; document: Document }) {
  const mayIngest = useMay()('ingest');
  const [, navigate] = useLocation();
  const [isDeleting, deleting] = useDisclosure();
  const again = useChange(() => ragkeep.reingestDocument(project, document.id), {
    invalidates: [['jobs', 'list']],
    onDone: ({ job }) => {
      showJob(document.project_id, job);
      navigate(projectPath({ slug: project }, 'documents'));
    },
  });
  const remove = useChange(() => ragkeep.deleteDocument(project, document.id), {
    invalidates: [['documents', document.project_id], ['projects']],
    done: 'The document is deleted',
    onDone: () => navigate(projectPath({ slug: project }, 'documents')),
  });
  if (!mayIngest) return null;
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={again.isPending}
          onClick={() => again.mutate(undefined)}
        >
          Read again
        </Button>
        <Button variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deleting.open}>
          Delete
        </Button>
      </Group>
      {again.error && <Problem error={again.error} />}
      <Confirm
        opened={isDeleting}
        title="Delete the document"
        action="Delete"
        onConfirm={() => remove.mutate(undefined)}
        onClose={deleting.close}
        isPending={remove.isPending}
        error={remove.error}
      >
        {nameOf(document)} goes with its passages, its vectors and its file. Answers that were given keep their quotes.
        This cannot be undone.
      </Confirm>
    </Stack>
  );
}
