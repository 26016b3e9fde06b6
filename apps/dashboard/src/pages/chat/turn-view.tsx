import { Alert, Badge, Button, Group, Loader, Paper, Skeleton, Stack, Text } from '@mantine/core';
import type { Citation } from '@ragkeep/sdk';
import { IconAlertTriangle, IconMoodEmpty } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Problem } from '../../components/problem.tsx';
import { SourceList } from './source-list.tsx';
import type { Turn } from './turns.ts';

const AnswerText = lazy(() => import('./answer-text.tsx'));

interface TurnViewProps {
  turn: Turn;
  onOpen: (citation: Citation) => void;
  /** Asks the same again; absent where nothing can be asked. */
  onRetry?: (question: string) => void;
}

export function TurnView({ turn, onOpen, onRetry }: TurnViewProps) {
  const isAnswering = turn.state === 'waiting' || turn.state === 'streaming';
  return (
    <Stack gap="sm" component="article" aria-busy={isAnswering}>
      {turn.question && (
        <Paper bg="var(--mantine-primary-color-light)" px="md" py="xs" radius="lg" ml="auto" maw="85%">
          <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{turn.question}</Text>
        </Paper>
      )}
      <div style={{ minWidth: 0 }}>
        {turn.searched && (
          <Text size="xs" c="dimmed" mb={4}>
            Searched for “{turn.searched}”
          </Text>
        )}
        {turn.state === 'waiting' && <Loader type="dots" size="sm" aria-label="Looking for an answer" />}
        {turn.answer && (
          <Suspense fallback={<Skeleton height={60} aria-label="Loading" />}>
            <AnswerText text={turn.answer} citations={turn.citations} onOpen={onOpen} />
          </Suspense>
        )}
        <Notes turn={turn} {...(onRetry ? { onRetry } : {})} />
        {turn.citations.length > 0 && <SourceList citations={turn.citations} onOpen={onOpen} />}
      </div>
    </Stack>
  );
}

/** What one should know of an answer beside its text. */
function Notes({ turn, onRetry }: Pick<TurnViewProps, 'turn' | 'onRetry'>) {
  const retry = onRetry && (() => onRetry(turn.question));
  return (
    <Stack gap="xs" mt={4}>
      {turn.refused && (
        <Alert color="gray" icon={<IconMoodEmpty aria-hidden />} title="Not in the documents" p="sm">
          The agent answers from the documents only. Ask with other words, look with the search what is found, or add a
          document that holds the answer.
        </Alert>
      )}
      {turn.degraded && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} p="sm">
          Passages were found by words alone, since vectors could not be used just now.
        </Alert>
      )}
      {turn.state === 'failed' && <Problem error={turn.error} {...(retry ? { onRetry: retry } : {})} />}
      {turn.state === 'stopped' && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            Stopped.
          </Text>
          {retry && (
            <Button size="compact-sm" variant="subtle" onClick={retry}>
              Ask again
            </Button>
          )}
        </Group>
      )}
      {turn.mode && !turn.refused && (
        <Badge
          size="sm"
          variant="default"
          title={
            turn.mode === 'extractive' ? 'Sentences of the documents, word for word' : 'Written by a language model'
          }
        >
          {turn.mode}
        </Badge>
      )}
    </Stack>
  );
}
