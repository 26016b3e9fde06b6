import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import type { CreatedApiKey } from '@ragkeep/sdk';
import { useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { CHANGED, type DialogProps } from './dialog-props.ts';
import { TryIt } from './try-it.tsx';

const GRACES = [
  { value: '0', label: 'At once' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In a week' },
  { value: '2592000', label: 'In 30 days' },
];

/** A new secret for a key, while the old one works on for a time. */
export function RotateKey({ of: key, opened, onClose }: DialogProps) {
  const [grace, setGrace] = useState('86400');
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  const rotate = useChange(() => ragkeep.rotateApiKey(key.id, { grace_seconds: Number(grace) }), {
    invalidates: CHANGED,
    onDone: setMade,
  });
  const close = () => {
    onClose();
    setMade(null);
    rotate.reset();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made ? `The new secret of “${key.name}”` : `Rotate “${key.name}”`}
      size={made ? 'lg' : 'md'}
      closeOnClickOutside={false}
      closeOnEscape={!made}
      withCloseButton={!made}
    >
      {made ? (
        <SecretOnce what="key" value={made.raw_key} onDone={close}>
          <TryIt apiKey={made} />
        </SecretOnce>
      ) : (
        <Stack>
          <Text size="sm">The key gets a new secret. Its scopes and limits stay, and so does its history.</Text>
          <Select
            label="The old secret stops"
            description="Time to move whoever uses it."
            data={GRACES}
            value={grace}
            onChange={(value) => setGrace(value ?? '0')}
            allowDeselect={false}
          />
          {rotate.error && <Problem error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
              Rotate the key
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
