import { Checkbox, Text } from '@mantine/core';
import type { Source } from '@ragkeep/sdk';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';

export function DeleteSource({ source, onClose }: { source: Source | null; onClose: () => void }) {
  const [keeps, setKeeps] = useState(false);
  const remove = useChange(
    ({ project_id, id }: Source) => ragkeep.deleteSource(project_id, id, { documents: keeps ? 'keep' : 'delete' }),
    { invalidates: [['sources'], ['documents'], ['projects']], done: 'The source is deleted', onDone: onClose },
  );
  return (
    <Confirm
      opened={source !== null}
      title="Delete the source"
      action="Delete"
      onConfirm={() => source && remove.mutate(source)}
      onClose={onClose}
      isPending={remove.isPending}
      error={remove.error}
    >
      <Text size="sm">
        {source?.name} is visited no more. It brought {source?.documents.toLocaleString()} documents.
      </Text>
      <Checkbox
        mt="md"
        label="Keep the documents"
        checked={keeps}
        onChange={(event) => setKeeps(event.currentTarget.checked)}
      />
    </Confirm>
  );
}
