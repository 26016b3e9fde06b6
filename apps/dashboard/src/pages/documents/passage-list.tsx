import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core';
import type { Chunk } from '@ragkeep/sdk';
import { useState } from 'react';
import { pageText } from './naming.ts';

/** How many are shown before somebody asks for more. */
const AT_FIRST = 50;

interface PassageListProps {
  passages: readonly Chunk[];
  onOpen: (passage: Chunk) => void;
}

/** What a document was divided into, which is what a search finds. */
export function PassageList({ passages, onOpen }: PassageListProps) {
  const [shown, setShown] = useState(AT_FIRST);
  return (
    <Stack gap="sm">
      {passages.slice(0, shown).map((passage) => (
        <Card key={passage.id} withBorder padding="sm">
          <Group justify="space-between" gap="xs" mb={4}>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {passage.ordinal + 1}
              </Text>
              {passage.page !== null && (
                <Text size="sm" c="dimmed">
                  {pageText(passage.page)}
                </Text>
              )}
              {!passage.embedded && (
                <Badge size="sm" color="yellow" variant="dot">
                  words only so far
                </Badge>
              )}
            </Group>
            <Button size="compact-sm" variant="subtle" onClick={() => onOpen(passage)}>
              Show in the text
            </Button>
          </Group>
          {passage.heading && (
            <Text size="xs" c="dimmed" mb={4}>
              {passage.heading}
            </Text>
          )}
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {passage.text}
          </Text>
        </Card>
      ))}
      {passages.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + AT_FIRST)}>
          Show more
        </Button>
      )}
    </Stack>
  );
}
