import { Card, Stack, Switch, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Tenant } from '@ragkeep/sdk';
import { Confirm } from '../../components/confirm.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { ME, useMay } from '../../session/use-me.ts';
import { TENANT } from './tenant-key.ts';

/** Whether keys may be kept so that they can be shown again (off unless somebody wants it), and what that means. */
export function RecoverableKeys({ tenant }: { tenant: Tenant }) {
  const may = useMay();
  const [isAsking, asking] = useDisclosure();
  const save = useChange((recoverable_keys: boolean) => ragkeep.updateTenant({ recoverable_keys }), {
    invalidates: [TENANT, ME, ['api-keys']],
    done: ({ recoverable_keys }) => (recoverable_keys ? 'New keys can be kept' : 'All kept copies are forgotten'),
    onDone: () => asking.close(),
  });
  return (
    <Card withBorder component="section" aria-label="Recoverable keys">
      <Stack maw={640} gap="sm">
        <Title order={2} size="h4">
          Recoverable keys
        </Title>
        <Text size="sm">
          API keys are normally shown once, and only their fingerprints are stored: whoever reads the database has no
          key. Where you allow it, somebody who makes a key can have it kept, sealed, so that it can be shown again.
          Each time is in the audit log.
        </Text>
        <Switch
          label="Allow keys to be kept"
          checked={tenant.recoverable_keys}
          disabled={!may('tenant:admin') || save.isPending}
          onChange={({ currentTarget }) => (currentTarget.checked ? save.mutate(true) : asking.open())}
        />
        {save.error && !isAsking && <Problem error={save.error} />}
      </Stack>
      <Confirm
        opened={isAsking}
        onClose={asking.close}
        title="Keep no keys any more?"
        action="Forget the kept copies"
        onConfirm={() => save.mutate(false)}
        isPending={save.isPending}
        error={save.error}
      >
        All kept copies are forgotten at once, and none can be shown again. The keys go on working.
      </Confirm>
    </Card>
  );
}
