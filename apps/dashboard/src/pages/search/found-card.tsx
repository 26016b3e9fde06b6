import { Anchor, Badge, Button, Card, Group, Highlight, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { SearchResult } from '@ragkeep/sdk';
import { Link } from 'wouter';
import { nameOf, pageText, passagePath } from '../documents/naming.ts';
import { ScoreBar } from './score-bar.tsx';

/** Longer passages are folded, so that several are seen at once. */
const FOLDED_ABOVE = 400;
const FOLDED_LINES = 5;

interface FoundCardProps {
  found: SearchResult;
  rank: number;
  words: string[];
  project: string;
  best: { score: number; lexical: number };
}

export function FoundCard({ found, rank, words, project, best }: FoundCardProps) {
  const [isUnfolded, unfold] = useDisclosure();
  const { document, page, heading, text, score, scores } = found;
  return (
    <Card withBorder padding="md" component="article">
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Badge variant="light" circle size="lg" style={{ flexShrink: 0 }} aria-label={`Rank ${rank}`}>
            {rank}
          </Badge>
          <div style={{ minWidth: 0 }}>
            <Anchor
              component={Link}
              href={passagePath(project, document.id, found)}
              fw={600}
              style={{ overflowWrap: 'anywhere' }}
            >
              {nameOf(document)}
              {page !== null && `, ${pageText(page).toLowerCase()}`}
            </Anchor>
            {heading && (
              <Text size="xs" c="dimmed">
                {heading}
              </Text>
            )}
          </div>
        </Group>
        <Highlight
          highlight={words}
          wholeWord
          size="sm"
          component="div"
          {...(text.length > FOLDED_ABOVE && !isUnfolded ? { lineClamp: FOLDED_LINES } : {})}
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        >
          {text}
        </Highlight>
        {text.length > FOLDED_ABOVE && (
          <Button
            variant="default"
            size="compact-xs"
            style={{ alignSelf: 'flex-start' }}
            onClick={unfold.toggle}
            aria-expanded={isUnfolded}
          >
            {isUnfolded ? 'Show less' : 'Show all'}
          </Button>
        )}
        <Stack gap={4}>
          <ScoreBar label="Total" value={score} full={best.score} />
          <ScoreBar label="Words" value={scores.lexical} full={best.lexical} color="teal" />
          <ScoreBar label="Meaning" value={scores.semantic} full={1} color="grape" />
        </Stack>
      </Stack>
    </Card>
  );
}
