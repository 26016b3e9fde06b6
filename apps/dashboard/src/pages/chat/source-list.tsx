import { Badge, Stack, Text, UnstyledButton } from '@mantine/core';
import type { Citation } from '@ragkeep/sdk';
import { nameOf, pageText } from '../documents/naming.ts';

interface SourceListProps {
  citations: readonly Citation[];
  onOpen: (citation: Citation) => void;
}

/** What an answer rests on; each opens the passage on its page. */
export function SourceList({ citations, onOpen }: SourceListProps) {
  return (
    <Stack component="ol" gap={4} p={0} mt="sm" mb={0} aria-label="Sources" style={{ listStyle: 'none' }}>
      {citations.map((citation) => (
        <li key={citation.n}>
          <UnstyledButton
            onClick={() => onOpen(citation)}
            style={{ display: 'flex', gap: 8, alignItems: 'baseline', maxWidth: '100%' }}
          >
            <Badge size="sm" variant="light" style={{ flexShrink: 0 }}>
              {citation.n}
            </Badge>
            <Text size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
              <Text span inherit fw={600}>
                {nameOf(citation.document)}
                {citation.page !== null && `, ${pageText(citation.page).toLowerCase()}`}
              </Text>{' '}
              <Text span inherit c="dimmed">
                {citation.quote}
              </Text>
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </Stack>
  );
}
