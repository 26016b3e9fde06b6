import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import type { Conversation } from '@ragkeep/sdk';
import { type FormEvent, useState } from 'react';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';

interface RenameProps {
  conversation: Conversation | null;
  onClose: () => void;
}

export function RenameConversation({ conversation, onClose }: RenameProps) {
  return (
    <Modal opened={conversation !== null} onClose={onClose} title="Rename the conversation">
      {conversation && <RenameForm conversation={conversation} onClose={onClose} />}
    </Modal>
  );
}

function RenameForm({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const [title, setTitle] = useState(conversation.title ?? '');
  const rename = useChange(() => ragkeep.updateConversation(conversation.id, { title: title.trim() || null }), {
    invalidates: [['conversations']],
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Title"
          data-autofocus
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {rename.error && <Problem error={rename.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
