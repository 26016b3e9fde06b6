import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormProblem, fieldErrors } from '../../components/form-problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { CHANGED, type DialogProps } from './dialog-props.ts';

/** Another name for a key. */
export function RenameKey({ of: key, opened, onClose }: DialogProps) {
  const [name, setName] = useState(key.name);
  const rename = useChange(() => ragkeep.updateApiKey(key.id, { name }), {
    invalidates: CHANGED,
    done: 'The key is renamed',
    onDone: onClose,
  });
  return (
    <Modal opened={opened} onClose={onClose} title="Rename the key" centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(undefined);
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldErrors(rename.error).name}
          />
          <FormProblem error={rename.error} fields={['name']} />
          <Group justify="flex-end">
            <Button type="submit" loading={rename.isPending}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
