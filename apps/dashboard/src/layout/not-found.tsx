import { Button } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';

export function NotFound() {
  return (
    <Page title="No such page">
      <EmptyState
        icon={IconCompass}
        title="There is nothing at this address"
        action={
          <Button component={Link} href="/" mt="xs">
            Go to the first page
          </Button>
        }
      >
        It may have been deleted or renamed, or the link is not complete.
      </EmptyState>
    </Page>
  );
}
