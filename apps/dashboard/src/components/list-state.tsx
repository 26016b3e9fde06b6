import { Button, Center, Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem } from './problem.tsx';

interface ListStateProps {
  query: {
    items: readonly unknown[];
    isPending: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  /** Shown where there is nothing yet. */
  empty: ReactNode;
  children: ReactNode;
}

/** Around a list of `useList`: loading, failed, empty, or the list with a button for more of it. */
export function ListState({ query, empty, children }: ListStateProps) {
  if (query.isPending) {
    return (
      <Stack gap="xs" aria-busy="true" aria-label="Loading">
        {['a', 'b', 'c'].map((row) => (
          <Skeleton key={row} height={44} />
        ))}
      </Stack>
    );
  }
  if (query.error) return <Problem error={query.error} onRetry={query.refetch} />;
  if (query.items.length === 0) return empty;
  return (
    <>
      {children}
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more
          </Button>
        </Center>
      )}
    </>
  );
}
