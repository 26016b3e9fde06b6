import type { Conversation } from '@ragkeep/sdk';
import { Confirm } from '../../components/confirm.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';
import { titleOf } from './title.ts';

interface DeleteConversationProps {
  /** Null: nothing is asked. */
  conversation: Conversation | null;
  onClose: () => void;
  onDeleted: (id: string) => void;
}

export function DeleteConversation({ conversation, onClose, onDeleted }: DeleteConversationProps) {
  const remove = useChange((id: string) => ragkeep.deleteConversation(id), {
    invalidates: [['conversations']],
    done: 'The conversation is deleted',
    onDone: (_, id) => {
      onClose();
      onDeleted(id);
    },
  });
  return (
    <Confirm
      opened={conversation !== null}
      title="Delete the conversation"
      action="Delete"
      onConfirm={() => conversation && remove.mutate(conversation.id)}
      onClose={onClose}
      isPending={remove.isPending}
      error={remove.error}
    >
      {conversation && `“${titleOf(conversation)}” goes with all its messages.`} This cannot be undone.
    </Confirm>
  );
}
