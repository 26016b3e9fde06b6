import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { ConnectionError, RagkeepError } from '@ragkeep/sdk';
import { IconAlertTriangle } from '@tabler/icons-react';

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
}

/** An error as a person needs it: what went wrong, and what leads to the log entry. */
export function Problem({ error, onRetry }: ProblemProps) {
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={titleOf(error)} role="alert">
      <Text size="sm">{messageOf(error)}</Text>
      <Group mt="xs" gap="sm">
        {onRetry && (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            Try again
          </Button>
        )}
        {error instanceof RagkeepError && error.status >= 500 && error.requestId && (
          <Text size="xs" c="dimmed">
            Request <Code>{error.requestId}</Code>
          </Text>
        )}
      </Group>
    </Alert>
  );
}

function titleOf(error: unknown): string {
  if (error instanceof ConnectionError) return 'The server cannot be reached';
  if (error instanceof RagkeepError && error.status === 403) return 'You may not do this';
  if (error instanceof RagkeepError && error.status === 404) return 'Not found';
  return 'That did not work';
}

/** The sentence of an error that is meant for people. */
export function messageOf(error: unknown): string {
  if (error instanceof ConnectionError) return 'Check that it is running and that you are online, then try again.';
  if (error instanceof Error) return error.message;
  return 'Something unexpected happened.';
}
