import { Alert, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { Project, SearchResult } from '@ragkeep/sdk';
import { IconAlertTriangle } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Problem } from '../../components/problem.tsx';
import { ragkeep } from '../../session/session.ts';
import { type Asked, type Mode, wordsOf } from './asked.ts';
import { FoundCard } from './found-card.tsx';

const TITLES: Record<Mode, string> = { hybrid: 'Hybrid', lexical: 'Words', semantic: 'Meaning' };

export function Results({ project, asked }: { project: Project; asked: Asked }) {
  return (
    <SimpleGrid cols={{ base: 1, md: asked.modes.length }} spacing="lg">
      {asked.modes.map((mode) => (
        <OneMode key={mode} project={project} asked={asked} mode={mode} isAlone={asked.modes.length === 1} />
      ))}
    </SimpleGrid>
  );
}

interface OneModeProps {
  project: Project;
  asked: Asked;
  mode: Mode;
  isAlone: boolean;
}

function OneMode({ project, asked, mode, isAlone }: OneModeProps) {
  const { modes: _, ...body } = asked;
  const search = useQuery({
    queryKey: ['search', project.id, mode, body],
    queryFn: ({ signal }) => ragkeep.search(project.id, { ...body, mode }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (search.error) return <Problem error={search.error} onRetry={search.refetch} />;
  if (!search.data) return <Skeleton height={200} aria-label="Searching" />;
  const { results, took_ms, degraded } = search.data;
  const best = bestOf(results);
  return (
    <Stack gap="sm" component="section" aria-label={`Results: ${TITLES[mode]}`} style={{ minWidth: 0 }}>
      {!isAlone && (
        <Title order={2} size="h4">
          {TITLES[mode]}
        </Title>
      )}
      <Text size="sm" c="dimmed" role="status">
        {results.length === 1 ? '1 passage' : `${results.length} passages`} in {took_ms.toLocaleString()} ms
      </Text>
      {degraded && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          Vectors could not be used just now: these were found by words alone.
        </Alert>
      )}
      {results.length === 0 && <Text>Nothing fits. Try other words, the mode “Meaning”, or a wider filter.</Text>}
      {results.map((found, index) => (
        <FoundCard
          key={found.chunk_id}
          found={found}
          rank={index + 1}
          words={wordsOf(asked.query)}
          project={project.slug}
          best={best}
        />
      ))}
    </Stack>
  );
}

/** The highest of each score, to which bars are drawn, since scores are comparable within one answer only. */
const bestOf = (results: readonly SearchResult[]) => ({
  score: Math.max(...results.map(({ score }) => score)),
  lexical: Math.max(...results.map(({ scores }) => scores.lexical ?? 0)),
});
