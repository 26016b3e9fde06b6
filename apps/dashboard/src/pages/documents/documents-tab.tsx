import { Anchor, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import type { Document } from '@ragkeep/sdk';
import { IconFiles, IconLetterT, IconLink, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListState } from '../../components/list-state.tsx';
import { OnDemand } from '../../components/on-demand.tsx';
import { type Column, Rows } from '../../components/rows.tsx';
import { useList } from '../../components/use-list.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import type { ProjectTabProps } from '../projects/project-tab.ts';
import { nameOf, originOf, passagePath } from './naming.ts';
import { UploadCard } from './upload-card.tsx';
import { useUploads } from './uploads.ts';

const AddText = lazy(() => import('./add-text.tsx'));
const AddUrl = lazy(() => import('./add-url.tsx'));
const DropFiles = lazy(() => import('./drop-files.tsx'));

export default function DocumentsTab({ project }: ProjectTabProps) {
  const mayIngest = useMay()('ingest');
  const [typed, setTyped] = useState('');
  const [contains] = useDebouncedValue(typed.trim(), 250);
  const documents = useList(['documents', project.id, 'list', contains], (page) =>
    ragkeep.listDocuments(project.id, { ...page, ...(contains ? { contains } : {}) }),
  );
  const uploads = useUploads(project.id);
  const [isAddingUrl, addingUrl] = useDisclosure();
  const [isAddingText, addingText] = useDisclosure();
  return (
    <Stack gap="lg">
      {mayIngest && (
        <>
          <Suspense fallback={<Skeleton height={110} />}>
            <DropFiles projectId={project.id} />
          </Suspense>
          <Group gap="sm">
            <Button variant="default" leftSection={<IconLink size={16} aria-hidden />} onClick={addingUrl.open}>
              Add a URL
            </Button>
            <Button variant="default" leftSection={<IconLetterT size={16} aria-hidden />} onClick={addingText.open}>
              Paste a text
            </Button>
          </Group>
          <OnDemand opened={isAddingUrl}>
            {(opened) => <AddUrl projectId={project.id} opened={opened} onClose={addingUrl.close} />}
          </OnDemand>
          <OnDemand opened={isAddingText}>
            {(opened) => <AddText projectId={project.id} opened={opened} onClose={addingText.close} />}
          </OnDemand>
        </>
      )}
      {uploads.map((upload) => (
        <UploadCard key={upload.id} upload={upload} />
      ))}
      {(contains !== '' || documents.items.length > 0) && (
        <TextInput
          aria-label="Find a document"
          placeholder="Find by title, file name or address"
          leftSection={<IconSearch size={16} aria-hidden />}
          maw={420}
          maxLength={200}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ListState
        query={documents}
        empty={
          <EmptyState icon={IconFiles} title={contains ? 'No such document' : 'No documents yet'}>
            {contains
              ? 'No title, file name or address holds this. What stands inside the documents is found under Search.'
              : mayIngest
                ? 'Drop a few files above. They can be searched by words as soon as they are read, and by meaning shortly after.'
                : 'Your role may read this project but not add to it. Ask an admin for the role of a member.'}
          </EmptyState>
        }
      >
        <Rows caption="Documents" items={documents.items} keyOf={({ id }) => id} columns={columnsOf(project.slug)} />
      </ListState>
    </Stack>
  );
}

const columnsOf = (project: string): readonly [Column<Document>, ...Column<Document>[]] => [
  {
    title: 'Document',
    cell: (document) => (
      <>
        <Anchor component={Link} href={passagePath(project, document.id)} style={{ overflowWrap: 'anywhere' }}>
          {nameOf(document)}
        </Anchor>
        {originOf(document) && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {originOf(document)}
          </Text>
        )}
      </>
    ),
  },
  { title: 'Format', cell: ({ format }) => format.toUpperCase() },
  { title: 'Pages', cell: ({ pages }) => pages?.toLocaleString() ?? '–', align: 'right' },
  { title: 'Passages', cell: ({ chunks }) => chunks.toLocaleString(), align: 'right' },
  { title: 'Updated', cell: ({ updated_at }) => <When at={updated_at} /> },
];
