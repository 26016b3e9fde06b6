import { Stack, Text } from '@mantine/core';
import type { App } from '@ragkeep/sdk';
import { Copyable } from '../../components/copyable.tsx';

/** How an app says who it is. */
export function AppUse({ app }: { app: App }) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Its id
      </Text>
      <Copyable value={app.id} what="id" />
      <Text size="sm" fw={500}>
        A request, on the machine of the server
      </Text>
      <Copyable value={`curl -s ${location.origin}/api/v1/auth/me -H 'x-app-id: ${app.id}'`} what="request" />
      <Text size="sm" c="dimmed">
        From other machines the app sends its secret as <code>x-app-secret</code>, too. It may do nothing until it is
        approved.
      </Text>
    </Stack>
  );
}
