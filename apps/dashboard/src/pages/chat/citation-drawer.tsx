import { Anchor, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Citation } from '@ragkeep/sdk';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { nameOf, pageText, passagePath } from '../documents/naming.ts';
import { Reader } from '../documents/reader/reader.tsx';
import { useDocumentText } from '../documents/reader/use-document-text.ts';

/** Of the panel, in pixels. */
export const SOURCE_WIDTH = 480;

interface CitationDrawerProps {
  project: string;
  citation: Citation | null;
  onClose: () => void;
  /** Leaves what it stands beside in sight and at hand. */
  isBeside?: boolean;
}

/** Beside the chat, the page that a citation is from, with its words marked; over the whole of a phone. */
export function CitationDrawer({ project, citation, onClose, isBeside = false }: CitationDrawerProps) {
  const isNarrow = useMediaQuery('(max-width: 48em)');
  return (
    <Drawer
      opened={citation !== null}
      onClose={onClose}
      position="right"
      size={isNarrow ? '100%' : SOURCE_WIDTH}
      withOverlay={!isBeside}
      lockScroll={!isBeside}
      shadow="xl"
      title={citation && `Source ${citation.n}: ${nameOf(citation.document)}`}
      closeButtonProps={{ 'aria-label': 'Close the source' }}
      styles={{ title: { fontWeight: 600, overflowWrap: 'anywhere' } }}
    >
      {citation && <Passage project={project} citation={citation} />}
    </Drawer>
  );
}

function Passage({ project, citation }: { project: string; citation: Citation }) {
  const { document, page, start, end } = citation;
  const text = useDocumentText(project, document.id);
  if (text.error) {
    return (
      <Stack>
        <Problem error={text.error} onRetry={text.refetch} />
        <Text size="sm">What was quoted when the answer was given:</Text>
        <Text size="sm" component="blockquote" m={0} pl="md" style={{ whiteSpace: 'pre-wrap' }}>
          {citation.quote}
        </Text>
      </Stack>
    );
  }
  if (!text.data) return <Skeleton height={300} aria-label="Loading" />;
  // A document that was replaced since holds other words there.
  const isAsCited = text.data.markdown.slice(start, end) === citation.quote;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        {page === null ? <span /> : <Text size="sm">The quote is on {pageText(page).toLowerCase()}</Text>}
        <Anchor component={Link} size="sm" href={passagePath(project, document.id, { start, end })}>
          Open the document
        </Anchor>
      </Group>
      {!isAsCited && (
        <Text size="sm" c="dimmed">
          The document has changed since this answer, so the place may not be the same. It said: “{citation.quote}”
        </Text>
      )}
      <Reader key={`${start}-${end}`} text={text.data} span={isAsCited ? { start, end } : null} />
    </Stack>
  );
}
