import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { App } from '@ragkeep/sdk';
import { IconHandStop } from '@tabler/icons-react';
import { Confirm } from '../../components/confirm.tsx';
import { Notice } from '../../components/notice.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { ragkeep } from '../../session/session.ts';
import { useMay } from '../../session/use-me.ts';
import { ApproveApp } from './approve-app.tsx';

/** Asks the person to decide about an app that has asked to be let in. */
export function WaitingApp({ app }: { app: App }) {
  const may = useMay();
  const [isApproving, approving] = useDisclosure();
  const [isDenying, denying] = useDisclosure();
  const deny = useChange(() => ragkeep.revokeApp(app.id), {
    invalidates: [['apps']],
    done: `“${app.name}” is refused`,
    onDone: denying.close,
  });
  return (
    <Notice kind="warning" icon={IconHandStop} title={`“${app.name}” waits for approval`}>
      <Stack gap="xs">
        <Text size="sm" component="div">
          It first asked <When at={app.requested_at} />, and wants: {app.scopes.join(', ')}.
        </Text>
        {may('apps:write') && (
          <Group>
            <Button size="xs" onClick={approving.open}>
              Look and approve
            </Button>
            <Button size="xs" variant="default" onClick={denying.open}>
              Refuse
            </Button>
          </Group>
        )}
      </Stack>
      <ApproveApp app={app} opened={isApproving} onClose={approving.close} />
      <Confirm
        opened={isDenying}
        onClose={denying.close}
        title={`Refuse “${app.name}”?`}
        action="Refuse the app"
        onConfirm={() => deny.mutate(undefined)}
        isPending={deny.isPending}
        error={deny.error}
      >
        For good: to let it in later, it has to be registered again.
      </Confirm>
    </Notice>
  );
}
