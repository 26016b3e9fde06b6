import { Code, Text } from '@mantine/core';
import { Front } from '../../layout/front.tsx';

/** A new server that takes no registrations: only its operator can go on. */
export function NotOpenPage() {
  return (
    <Front title="Almost ready" about="Nobody has registered here yet, and registration is closed on this address.">
      <Text size="sm">
        If this server is yours, set <Code>REGISTRATION=open</Code> and start it again, then reload this page. Close it
        again when you have registered.
      </Text>
    </Front>
  );
}
