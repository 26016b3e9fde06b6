import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Copyable } from '../../components/copyable.tsx';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import type { DialogProps } from './dialog-props.ts';

/** Shows a recoverable key again, after it was said that this is noted. */
export function RevealKey({ of: key, opened, onClose }: DialogProps) {
  const reveal = useChange(() => ragkeep.revealApiKey(key.id), { invalidates: [['audit-events']] });
  const close = () => {
    onClose();
    reveal.reset();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Show “${key.name}”`} size="lg">
      <Stack>
        {reveal.data ? (
          <Copyable value={reveal.data.raw_key} what="key" />
        ) : (
          <Text size="sm">That you looked, and when, is written to the audit log.</Text>
        )}
        {reveal.error && <Problem error={reveal.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          {!reveal.data && (
            <Button loading={reveal.isPending} onClick={() => reveal.mutate(undefined)}>
              Show the key
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
